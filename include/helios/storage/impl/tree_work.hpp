// helios/storage/impl/tree_work.hpp -- the recursion that changes trees: inner nodes.
#pragma once

#include <helios/storage/tree_edit.hpp>

#include <helios/storage/tree_walk.hpp>

#include <algorithm>

namespace helios::storage {

/// What a splice replaces, and by what.
template <class View>
struct splice_range {
  View const* low;          // nullptr: from the first key on
  View const* high;         // nullptr: to the last key
  bool inserts;             // the new leaves go into the subtree in hand
  key_bounds<View> within;  // of the subtree in hand
  std::span<child_entry<View> const> leaves;
};

// An apply descends with the operations cut at the separators, makes new leaves, and returns each
// level's new children to the level above, where too small ones join a neighbour and too many
// split.
template <class K>
struct tree_editor::work {
  using view = typename K::view;
  using entry = child_entry<view>;
  using pick = picked<view>;
  using ops_span = std::span<tree_op const>;

  tree_editor& edit;
  shape const& form;
  std::int64_t row_change = 0;
  std::vector<bytes>
      separators{};  // of new nodes, while they climb to the node that will hold them

  void apply(node_ref ref, std::uint8_t height, view separator, ops_span ops,
             std::vector<entry>& out);
  void apply_inner(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                   std::vector<entry>& out);
  void apply_leaf(node_ref ref, view separator, ops_span ops, std::vector<entry>& out);
  [[nodiscard]] node_ref put_one(node_ref ref, std::uint8_t height, bool is_root,
                                 tree_op const& op);
  [[nodiscard]] node_ref apply_whole(node_ref ref, ops_span ops);
  [[nodiscard]] node_ref leaf_over(leaf_view const& leaf, std::span<pick const> delta,
                                   std::span<row_source const> sources);
  [[nodiscard]] node_ref add_hot(leaf_view const& leaf, ops_span ops);
  [[nodiscard]] node_ref put_hot(leaf_view const& leaf, tree_op const& op);
  [[nodiscard]] static hot_entry entry_over(leaf_view const& leaf, view key, bool& live) noexcept;
  void collect_delta(leaf_view const& leaf, ops_span ops, std::vector<pick>& out);
  void rebuild(leaf_view const& leaf, std::span<pick const> delta,
               std::span<row_source const> sources, view separator, std::vector<entry>& out);
  void make_runs(std::span<pick const> rows, std::span<row_source const> sources, bool at_end,
                 view separator, std::vector<entry>& out);
  void join_small(std::vector<entry>& children, std::uint8_t child_height);
  void join(entry const& left, entry const& right, std::uint8_t height, std::vector<entry>& out);
  void supersede_parts(leaf_view const& leaf, node_ref ref);
  void make_inner(std::span<entry const> children, std::uint8_t height, bool at_end, view separator,
                  std::vector<entry>& out);
  void splice(node_ref ref, std::uint8_t height, view separator, splice_range<view> const& range,
              std::vector<entry>& out);
  void splice_leaf(node_ref ref, view separator, splice_range<view> const& range,
                   std::vector<entry>& out);
  [[nodiscard]] std::vector<pick> pick_rows(leaf_view const& leaf,
                                            std::span<row_place const> places,
                                            std::size_t first_source) const;
  [[nodiscard]] view lasting(view separator) {
    if constexpr (K::kind == key_kind::int64) {
      return separator;
    } else {
      return separators.emplace_back(separator.begin(), separator.end());
    }
  }
  [[nodiscard]] std::uint32_t small_leaf() const noexcept {
    return edit.space_->limits().base_rows / 4;
  }
};

template <class K>
void tree_editor::work<K>::apply(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                                 std::vector<entry>& out) {
  if (height == 0) {
    apply_leaf(ref, separator, ops, out);
  } else {
    apply_inner(ref, height, separator, ops, out);
  }
}

template <class K>
void tree_editor::work<K>::apply_inner(node_ref ref, std::uint8_t height, view separator,
                                       ops_span ops, std::vector<entry>& out) {
  node_pin const node = fetch_inner(ref, height, K::kind, edit.space_->pages());
  inner_view const inner(node.data);
  std::uint32_t const n = inner.count();
  std::vector<entry> made;
  std::uint32_t const first = inner.template find<K>(K::of(ops.front().key));
  auto const end_of = [&](std::uint32_t child, ops_span rest) {
    if (child + 1 == n) return rest.size();
    view const limit = inner.template separator<K>(child + 1);
    if (K::order(K::of(rest.back().key), limit) < 0) return rest.size();
    auto const cut =
        std::lower_bound(rest.begin(), rest.end(), limit,
                         [](tree_op const& o, view k) { return K::order(K::of(o.key), k) < 0; });
    return static_cast<std::size_t>(cut - rest.begin());
  };

  std::size_t const first_end = end_of(first, ops);
  apply(inner.child(first), static_cast<std::uint8_t>(height - 1),
        inner.template separator<K>(first), ops.first(first_end), made);
  bool const one = first_end == ops.size() && made.size() == 1 && !made.front().small;
  if (one && edit.in_place(ref)) {
    swing_ref(const_cast<std::byte*>(inner.ref_at(first)), made.front().ref);
    out.push_back({separator, ref, false});
    return;
  }

  bool const at_end =
      K::order(K::of(ops.back().key), inner.template separator<K>(n - 1)) >= 0 && n > 1;
  if (one && n <= edit.space_->limits().fanout) {
    node_ref const copy = edit.adopt(copy_inner_but(node, first, made.front().ref,
                                                    edit.space_->pool(), edit.mark_, edit.owner_));
    out.push_back({separator, copy, !at_end && n < edit.space_->limits().fanout / 4});
    edit.supersede(ref);
    return;
  }

  std::vector<entry> children;
  children.reserve(n + made.size());
  for (std::uint32_t i = 0; i != first; ++i)
    children.push_back({inner.template separator<K>(i), inner.child(i), false});
  children.insert(children.end(), made.begin(), made.end());
  ops_span rest = ops.subspan(first_end);
  for (std::uint32_t i = first + 1; i != n; ++i) {
    view const at = inner.template separator<K>(i);
    std::size_t const mine = rest.empty() ? 0 : end_of(i, rest);
    if (mine == 0) {
      children.push_back({at, inner.child(i), false});
    } else {
      apply(inner.child(i), static_cast<std::uint8_t>(height - 1), at, rest.first(mine), children);
      rest = rest.subspan(mine);
    }
  }
  if (!one) join_small(children, static_cast<std::uint8_t>(height - 1));
  make_inner(children, height, at_end, separator, out);
  edit.supersede(ref);
}

/// A row goes into the hot delta of its leaf, and no node above becomes larger, smaller or joins
/// another: what most changes of one row come to. Returns what takes the place of `ref`; nothing,
/// before anything was changed: it is for apply().
template <class K>
node_ref tree_editor::work<K>::put_one(node_ref ref, std::uint8_t height, bool is_root,
                                       tree_op const& op) {
  tree_limits const& limits = edit.space_->limits();
  if (height == 0) {
    leaf_view const leaf(ref, form, edit.space_->pages());
    if (leaf.hot_rows() >= limits.hot_rows) return {};
    node_ref const made = put_hot(leaf, op);
    if (!made.empty() && leaf.base_ref() != ref) edit.supersede(ref);
    return made;
  }
  node_pin const node = fetch_inner(ref, height, K::kind, edit.space_->pages());
  inner_view const inner(node.data);
  std::uint32_t const n = inner.count();
  std::uint32_t const at = inner.template find<K>(K::of(op.key));
  bool const stays = edit.in_place(ref);
  bool const joins = !is_root && at + 1 != n && n < limits.fanout / 4;
  if (!stays && (n == 1 || n > limits.fanout || joins)) return {};
  node_ref const made = put_one(inner.child(at), static_cast<std::uint8_t>(height - 1), false, op);
  if (made.empty()) return {};
  if (stays) {
    swing_ref(const_cast<std::byte*>(inner.ref_at(at)), made);
    return ref;
  }
  node_ref const copy =
      edit.adopt(copy_inner_but(node, at, made, edit.space_->pool(), edit.mark_, edit.owner_));
  edit.supersede(ref);
  return copy;
}

template <class K>
void tree_editor::work<K>::make_inner(std::span<entry const> children, std::uint8_t height,
                                      bool at_end, view separator, std::vector<entry>& out) {
  std::size_t const limit = edit.space_->limits().fanout;
  std::size_t const n = children.size();
  std::size_t const parts = (n + limit - 1) / limit;
  std::size_t begin = 0;
  for (std::size_t p = 0; p != parts; ++p) {
    std::size_t const end = at_end ? std::min(n, begin + limit) : n * (p + 1) / parts;
    node_ref const made = edit.adopt(build_inner<K>(height, children.subspan(begin, end - begin),
                                                    edit.space_->pool(), edit.mark_, edit.owner_));
    bool const small = !at_end && end - begin < limit / 4;
    out.push_back({p == 0 ? separator : lasting(children[begin].separator), made, small});
    begin = end;
  }
}

template <class K>
void tree_editor::work<K>::join_small(std::vector<entry>& children, std::uint8_t child_height) {
  for (std::size_t i = 0; i < children.size() && children.size() > 1;) {
    if (!children[i].small) {
      ++i;
      continue;
    }
    std::size_t const left = i == 0 ? 0 : i - 1;
    std::vector<entry> joined;
    join(children[left], children[left + 1], child_height, joined);
    for (entry& e : joined) e.small = e.small && joined.size() == 1 && children.size() > 2;
    auto const at = children.begin() + static_cast<std::ptrdiff_t>(left);
    children.insert(children.erase(at, at + 2), joined.begin(), joined.end());
    i = left + joined.size();
    if (!joined.empty() && joined.size() == 1 && joined.front().small) i = left;
  }
}

template <class K>
void tree_editor::work<K>::join(entry const& left, entry const& right, std::uint8_t height,
                                std::vector<entry>& out) {
  if (height != 0) {
    std::vector<entry> all;
    node_pin const pins[] = {fetch_inner(left.ref, height, K::kind, edit.space_->pages()),
                             fetch_inner(right.ref, height, K::kind, edit.space_->pages())};
    for (node_pin const& pin : pins) {
      inner_view const inner(pin.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        all.push_back({inner.template separator<K>(i), inner.child(i), false});
      }
    }
    all[inner_view(pins[0].data).count()].separator = right.separator;
    make_inner(all, height, false, left.separator, out);
    edit.supersede(left.ref);
    edit.supersede(right.ref);
  } else {
    leaf_view const leaves[] = {{left.ref, form, edit.space_->pages()},
                                {right.ref, form, edit.space_->pages()}};
    std::vector<row_source> sources;
    std::vector<pick> rows;
    std::vector<row_place> order;
    for (leaf_view const& leaf : leaves) {
      std::size_t const first_source = sources.size();
      leaf.sources(sources);
      leaf.template order<K>(order);
      std::vector<pick> const more = pick_rows(leaf, order, first_source);
      rows.insert(rows.end(), more.begin(), more.end());
    }
    make_runs(rows, sources, false, left.separator, out);
    for (std::size_t i : {0, 1}) {
      node_ref const ref = i == 0 ? left.ref : right.ref;
      supersede_parts(leaves[i], ref);
      edit.supersede(leaves[i].base_ref());
    }
  }
}

/// Supersedes a leaf's node and its cold run, not its base.
template <class K>
void tree_editor::work<K>::supersede_parts(leaf_view const& leaf, node_ref ref) {
  if (leaf.base_ref() == ref) return;  // a clean leaf is its base
  if (!leaf.cold_ref().empty() && leaf.cold_ref() != ref) edit.supersede(leaf.cold_ref());
  edit.supersede(ref);
}

}  // namespace helios::storage

#include <helios/storage/impl/tree_work_hot.hpp>
#include <helios/storage/impl/tree_work_leaf.hpp>
#include <helios/storage/impl/tree_work_splice.hpp>
