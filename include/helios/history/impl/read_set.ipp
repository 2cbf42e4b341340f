// helios/history/impl/read_set.ipp -- ranges noted, joined, compared in two states.
#pragma once

#include <helios/history/read_set.hpp>

#include <helios/storage/tree_diff.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace helios::history {

namespace detail {

/// The first key behind this one; none: it is the last of all.
[[nodiscard]] inline std::optional<storage::key> key_behind(storage::key_kind kind,
                                                            storage::key_view const& k) {
  if (kind == storage::key_kind::int64) {
    if (k.number == std::numeric_limits<std::int64_t>::max()) return {};
    return storage::key(kind, storage::key_view(k.number + 1));
  }
  bytes next(k.text.begin(), k.text.end());
  next.push_back(std::byte{0});
  return storage::key(kind, storage::key_view(byte_view(next)));
}

[[nodiscard]] inline storage::key_view least_key() noexcept {
  return storage::key_view(std::numeric_limits<std::int64_t>::min());
}

}  // namespace detail

void read_set::row(tree_id id, storage::key_kind kind, storage::key_view const& key) {
  tree_ranges& in = trees_[id];
  in.kind = kind;
  // Rows are often met within a range that was noted, so nothing is copied before this is known.
  if (in.whole) return;
  if (!in.in.empty()) {
    key_range& last = in.in.back();
    int const place = last.to ? storage::order(kind, key, last.to->view()) : -1;
    if (place < 0 && storage::order(kind, key, last.from.view()) >= 0) return;
    if (place == 0) {
      last.to = detail::key_behind(kind, key);
      last.one = false;
      return;
    }
  }
  add(in, {storage::key(kind, key), detail::key_behind(kind, key), true});
}

void read_set::range(tree_id id, storage::key_kind kind,
                     std::optional<storage::key_view> const& from,
                     std::optional<storage::key_view> const& to) {
  if (!from && !to) return whole(id);
  tree_ranges& in = trees_[id];
  in.kind = kind;
  if (in.whole) return;
  key_range more{storage::key(kind, from.value_or(detail::least_key())), {}};
  if (to) more.to.emplace(kind, *to);
  add(in, std::move(more));
}

void read_set::whole(tree_id id) {
  tree_ranges& in = trees_[id];
  in.whole = true;
  in.in.clear();
}

std::size_t read_set::ranges(tree_id id) const noexcept {
  auto const at = trees_.find(id);
  if (at == trees_.end()) return 0;
  return at->second.whole ? 1 : at->second.in.size();
}

void read_set::add(tree_ranges& to, key_range&& more) {
  if (to.in.size() == most_ranges) join(to);
  to.in.push_back(std::move(more));
}

/// At most half as many ranges as a tree may keep.
void read_set::join(tree_ranges& of) {
  std::vector<key_range>& in = of.in;
  std::sort(in.begin(), in.end(), [&](key_range const& a, key_range const& b) {
    return storage::order(of.kind, a.from.view(), b.from.view()) < 0;
  });
  auto const take_in = [&](key_range& into, key_range& other) {
    into.one = false;
    if (into.to && (!other.to || storage::order(of.kind, into.to->view(), other.to->view()) < 0))
      into.to = std::move(other.to);
  };
  std::size_t kept = 0;
  for (std::size_t i = 1; i < in.size(); ++i) {
    key_range& last = in[kept];
    bool const meet = !last.to || storage::order(of.kind, in[i].from.view(), last.to->view()) <= 0;
    if (meet)
      take_in(last, in[i]);
    else if (++kept != i)
      in[kept] = std::move(in[i]);
  }
  in.resize(kept + 1);
  if (in.size() <= most_ranges / 2) return;
  for (std::size_t i = 0; i + 1 < in.size(); i += 2) {
    take_in(in[i], in[i + 1]);
    if (i != 0) in[i / 2] = std::move(in[i]);
  }
  if (in.size() % 2 != 0) in[in.size() / 2] = std::move(in.back());
  in.resize((in.size() + 1) / 2);
}

bool read_set::same(storage::database_root const& a, storage::database_root const& b,
                    storage::tree_space& space) const {
  for (auto const& [id, of] : trees_) {
    auto const before = storage::open_tree(a, id, space);
    auto const now = storage::open_tree(b, id, space);
    if (!before && !now) continue;  // made by the transaction itself
    if (!before || !now || before->form().fingerprint() != now->form().fingerprint()) return false;
    if (storage::identity(before->root().ref) == storage::identity(now->root().ref)) continue;
    if (of.whole && storage::tree_diff(*before, *now).next()) return false;
    for (key_range const& r : of.in) {
      bool const same = r.one
                            ? storage::same_row(*before, *now, r.from.view())
                            : !storage::tree_diff(*before, *now, r.from.view(),
                                                  r.to ? std::optional(r.to->view()) : std::nullopt)
                                   .next();
      if (!same) return false;
    }
  }
  return true;
}

}  // namespace helios::history
