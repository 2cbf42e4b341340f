// helios/storage/impl/tree_diff.ipp -- walking two trees side by side.
#pragma once

#include <helios/storage/tree_diff.hpp>

#include <helios/storage/long_value.hpp>

#include <algorithm>

namespace helios::storage {

bool equal_rows(stored_row const& a, stored_row const& b) {
  for (std::size_t i = 0; i != a.form().columns().size(); ++i) {
    if (!same_content(a.at(i), b.at(i), a.pages())) return false;
  }
  return true;
}

bool same_row(tree const& a, tree const& b, key_view const& key) {
  if (a.root().empty() || b.root().empty()) return !a.find(key) && !b.find(key);
  bool const shared = with_keys(a.form().keys(), [&](auto k) {
    using K = decltype(k);
    node_ref const x = detail::leaf_for<K>(a.root(), K::of(key), a.pages());
    node_ref const y = detail::leaf_for<K>(b.root(), K::of(key), b.pages());
    return identity(x) == identity(y);
  });
  if (shared) return true;
  auto const x = a.find(key);
  auto const y = b.find(key);
  if (!x || !y) return !x && !y;
  return equal_rows(x->row(), y->row());
}

namespace detail {

template <class K>
void append_delta_keys(leaf_view const& leaf, std::vector<typename K::view>& out) {
  for (std::uint32_t i = 0; i != leaf.cold_rows(); ++i)
    out.push_back(leaf.cold().template key<K>(i));
  for (std::uint32_t i = 0; i != leaf.hot_rows(); ++i) out.push_back(leaf.template hot_key<K>(i));
}

}  // namespace detail

void tree_diff::side::descend() {
  // Right of the way to the lower bound this is the first child of all.
  ref = with_keys(in.form().keys(), [&](auto k) {
    using K = decltype(k);
    std::optional<typename K::view> start;
    if (from) start = K::of(*from);
    return path.enter<K>(ref, height, start, in.pages());
  });
  --height;
}

void tree_diff::side::open_leaf() {
  leaf = leaf_view(ref, in.form(), in.pages());
  with_keys(in.form().keys(), [&](auto k) {
    using K = decltype(k);
    check_bounds<K>(leaf, path.bounds<K>(), ref);
  });
  open = true;
  at = 0;
}

void tree_diff::side::list_all() {
  with_keys(in.form().keys(), [&](auto k) { leaf.template order<decltype(k)>(rows); });
  keep_within();
}

void tree_diff::side::keep_within() {
  if (!from && !to) return;
  with_keys(in.form().keys(), [&](auto k) {
    using K = decltype(k);
    auto const first_not_below = [&](key_view const& bound) {
      return std::partition_point(rows.begin(), rows.end(), [&](row_place const& place) {
        return K::order(leaf.template key<K>(place), K::of(bound)) < 0;
      });
    };
    if (to) rows.erase(first_not_below(*to), rows.end());
    if (from) rows.erase(rows.begin(), first_not_below(*from));
  });
}

void tree_diff::side::advance() {
  open = false;
  ref = path.next(height);
  ended = path.empty() || (to && with_keys(in.form().keys(), [&](auto k) {
                             using K = decltype(k);
                             auto const low = path.bounds<K>().low;
                             return low && K::order(*low, K::of(*to)) >= 0;
                           }));
}

tree_diff::tree_diff(tree const& before, tree const& after, std::optional<key_view> from,
                     std::optional<key_view> to)
    : sides_{side(before, from, to), side(after, from, to)} {
  HELIOS_EXPECTS(before.form().fingerprint() == after.form().fingerprint());
}

/// Opens a leaf on both sides. Leaves over one base differ only in rows that some delta mentions.
void tree_diff::open_both() {
  side& a = sides_[0];
  side& b = sides_[1];
  a.open_leaf();
  b.open_leaf();
  nodes_ += 2;
  if (identity(a.leaf.base_ref()) != identity(b.leaf.base_ref())) {
    a.list_all();
    b.list_all();
    return;
  }
  with_keys(a.in.form().keys(), [&](auto k) {
    using K = decltype(k);
    std::vector<typename K::view> keys;
    detail::append_delta_keys<K>(a.leaf, keys);
    detail::append_delta_keys<K>(b.leaf, keys);
    auto const below = [](auto const& x, auto const& y) { return K::order(x, y) < 0; };
    std::sort(keys.begin(), keys.end(), below);
    keys.erase(std::unique(keys.begin(), keys.end(),
                           [](auto const& x, auto const& y) { return K::order(x, y) == 0; }),
               keys.end());
    for (side& s : sides_) {
      s.rows.clear();
      row_place place;
      for (typename K::view const& wanted : keys) {
        if (s.leaf.template find<K>(wanted, place)) s.rows.push_back(place);
      }
      s.keep_within();
    }
  });
}

/// Brings both sides to a row to compare, skipping what is shared; false at the end of both.
bool tree_diff::align() {
  side& a = sides_[0];
  side& b = sides_[1];
  while (true) {
    for (side& s : sides_) {
      if (s.open && s.at == s.rows.size()) s.advance();
    }
    if (a.ended && b.ended) return false;
    // An unopened subtree may be the one the other side is about to read, or the leaf it has just
    // opened.
    bool const a_whole = a.unopened() || (a.open && a.at == 0);
    bool const b_whole = b.unopened() || (b.open && b.at == 0);
    bool const some_unopened = a.unopened() || b.unopened();
    if (some_unopened && a_whole && b_whole && identity(a.ref) == identity(b.ref)) {
      a.advance();
      b.advance();
      continue;
    }
    if (a.unopened() && b.unopened()) {
      if (a.height == 0 && b.height == 0) {
        open_both();
        continue;
      }
      std::uint8_t const top = std::max(a.height, b.height);
      for (side& s : sides_) {
        if (s.height != top) continue;
        s.descend();
        ++nodes_;
      }
      continue;
    }
    side* const waiting = a.unopened() ? &a : b.unopened() ? &b : nullptr;
    if (waiting == nullptr) return true;
    ++nodes_;
    if (waiting->height != 0) {
      waiting->descend();
    } else {
      waiting->open_leaf();
      waiting->list_all();
    }
  }
}

bool tree_diff::same_rows() const {
  return equal_rows({sides_[0].leaf, sides_[0].rows[sides_[0].at]},
                    {sides_[1].leaf, sides_[1].rows[sides_[1].at]});
}

bool tree_diff::next() {
  if (old_) ++sides_[0].at;
  if (new_) ++sides_[1].at;
  old_ = new_ = false;
  while (align()) {
    if (sides_[0].ended || sides_[1].ended) {
      old_ = !sides_[0].ended;
      new_ = !sides_[1].ended;
      return true;
    }
    int const c = order(sides_[0].in.form().keys(), sides_[0].key(), sides_[1].key());
    if (c != 0 || !same_rows()) {
      old_ = c <= 0;
      new_ = c >= 0;
      return true;
    }
    ++sides_[0].at;
    ++sides_[1].at;
  }
  return false;
}

}  // namespace helios::storage
