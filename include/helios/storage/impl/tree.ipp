// helios/storage/impl/tree.ipp -- descending to a leaf, and from leaf to leaf.
#pragma once

#include <helios/storage/tree.hpp>

namespace helios::storage {

std::optional<found_row> tree::find(key_view const& key) const {
  if (root_.empty()) return {};
  return with_keys(form_->keys(), [&](auto k) -> std::optional<found_row> {
    using K = decltype(k);
    typename K::view const wanted = K::of(key);
    return found_row::in(detail::leaf_for<K>(root_, wanted, pages_), *form_, pages_,
                         [&](leaf_view const& leaf, row_place& place) {
                           return leaf.template find<K>(wanted, place);
                         });
  });
}

std::optional<found_row> tree::find(key_view const& key, row_guess& like) const {
  if (root_.empty() || form_->keys() != key_kind::int64) return find(key);
  std::int64_t const wanted = int_keys::of(key);
  return found_row::in(detail::leaf_for<int_keys>(root_, wanted, pages_, &like), *form_, pages_,
                       [&](leaf_view const& leaf, row_place& place) {
                         bool const found = leaf.find<int_keys>(wanted, place);
                         if (leaf.base_ref().in_file()) like.learn(leaf.base());
                         return found;
                       });
}

namespace detail {

template <class K>
[[nodiscard]] std::optional<found_row> floor_below(node_ref at, std::uint8_t height,
                                                   typename K::view const* key,
                                                   key_bounds<typename K::view> const& within,
                                                   tree const& t) {
  if (height == 0) {
    return found_row::in(at, t.form(), t.pages(), [key](leaf_view const& leaf, row_place& place) {
      std::vector<row_place> places;
      leaf.template order<K>(places);
      auto const beyond = [&](typename K::view const& wanted, row_place p) {
        return K::order(wanted, leaf.template key<K>(p)) < 0;
      };
      auto const end = key == nullptr
                           ? places.end()
                           : std::upper_bound(places.begin(), places.end(), *key, beyond);
      if (end == places.begin()) return false;
      place = *(end - 1);
      return true;
    });
  }
  node_pin const node = fetch_inner(at, height, K::kind, t.pages());
  inner_view const inner(node.data);
  check_bounds<K>(inner, within, at);
  std::uint32_t const start = key == nullptr ? inner.count() - 1 : inner.template find<K>(*key);
  for (std::uint32_t i = start + 1; i-- != 0;) {
    // Left of the first child, every key is below the wanted one.
    auto found = floor_below<K>(inner.child(i), static_cast<std::uint8_t>(height - 1),
                                i == start ? key : nullptr, bounds_of<K>(inner, i, within), t);
    if (found) return found;
  }
  return {};
}

}  // namespace detail

std::optional<found_row> tree::floor(key_view const& key) const {
  if (root_.empty()) return {};
  return with_keys(form_->keys(), [&](auto k) {
    using K = decltype(k);
    typename K::view const wanted = K::of(key);
    return detail::floor_below<K>(root_.ref, root_.height, &wanted, {}, *this);
  });
}

cursor::cursor(tree const& in, std::optional<key_view> from) : tree_(in) {
  if (in.root().empty()) return;
  with_keys(in.form().keys(), [&](auto k) {
    using K = decltype(k);
    std::optional<typename K::view> start;
    if (from) start = K::of(*from);
    descend<K>(in.root().ref, in.root().height, start);
    order_leaf();
    if (!start) return;
    // Stand before the first row that is not below the start.
    auto const first = std::lower_bound(order_.begin(), order_.end(), *start,
                                        [&](row_place p, typename K::view wanted) {
                                          return K::order(leaf_.template key<K>(p), wanted) < 0;
                                        });
    at_ = static_cast<std::size_t>(first - order_.begin()) - 1;
  });
}

template <class K>
void cursor::descend(node_ref ref, std::uint8_t height,
                     std::optional<typename K::view> const& from) {
  for (; height != 0; --height) ref = path_.enter<K>(ref, height, from, tree_.pages());
  leaf_ = leaf_view(ref, tree_.form(), tree_.pages());
  check_bounds<K>(leaf_, path_.bounds<K>(), ref);
  order_.clear();
  at_ = static_cast<std::size_t>(-1);
  ++leaves_;
}

void cursor::order_leaf() {
  with_keys(tree_.form().keys(), [&](auto k) { leaf_.template order<decltype(k)>(order_); });
}

bool cursor::advance_leaf() {
  if (!step_leaf()) return false;
  order_leaf();
  return true;
}

bool cursor::step_leaf() {
  std::uint8_t height = 0;
  node_ref const next = path_.next(height);
  if (path_.empty()) {
    at_ = order_.size();
    return false;
  }
  with_keys(tree_.form().keys(), [&](auto k) { descend<decltype(k)>(next, height, {}); });
  // While this leaf is read, the next one comes.
  if (node_ref const after = path_.beside(); after.in_file()) tree_.pages()->expect(after.offset());
  return true;
}

std::uintptr_t cursor::ahead() const noexcept {
  node_ref const after = path_.beside();
  if (!leaf_.base() || after.empty()) return 0;
  std::byte const* const to =
      after.in_heap() ? after.address() : tree_.pages()->in_place(after.offset(), 0);
  if (to == nullptr) return 0;
  return reinterpret_cast<std::uintptr_t>(to) -
         reinterpret_cast<std::uintptr_t>(leaf_.base().block());
}

bool cursor::next_leaf() {
  if (at_ == static_cast<std::size_t>(-1) && leaves_ == 1 && !order_.empty()) {
    at_ = order_.size();  // the first leaf, opened by the constructor
    return true;
  }
  while (step_leaf()) {
    // A delta's row hides at most one of the base: mostly counting shows that rows are left.
    bool rows_left = leaf_.base_rows() > leaf_.cold_rows() + leaf_.hot_rows();
    if (!rows_left) {
      order_leaf();
      rows_left = !order_.empty();
    }
    if (rows_left) {
      at_ = order_.size();
      return true;
    }
  }
  return false;
}

}  // namespace helios::storage
