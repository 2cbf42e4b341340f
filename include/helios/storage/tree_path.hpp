// helios/storage/tree_path.hpp -- the way from a tree's root down to a subtree, and on to the next.
//
// Shape     the inner nodes from the root on, and in each the child that the way takes
// Holds     (W1) separators and keys lie within the bounds that the nodes above set. So a walk
//                meets no inner node with two children twice, whatever a file's references say: it
//                ends
// Threads   as readers of the tree
// Errors    XX001 where a node breaks (W1) or stands at the wrong height; XX001 and 58030 from the
//           page source
// Cost      beside reading the node: four comparisons
#pragma once

#include <helios/storage/inner.hpp>
#include <helios/storage/leaf.hpp>

#include <optional>
#include <vector>

namespace helios::storage {

/// The keys that a subtree may hold: from low on, below high.
template <class View>
struct key_bounds {
  std::optional<View> low, high;
};

/// Throws XX001 unless an inner node's separators lie within bounds.
template <class K>
void check_bounds(inner_view const& inner, key_bounds<typename K::view> const& within,
                  node_ref at) {
  std::uint32_t const n = inner.count();
  if (n == 1) return;
  if (within.low && K::order(inner.template separator<K>(1), *within.low) < 0) throw_misplaced(at);
  if (within.high && K::order(inner.template separator<K>(n - 1), *within.high) >= 0)
    throw_misplaced(at);
}
/// Throws XX001 unless a leaf's rows lie within bounds.
template <class K>
void check_bounds(leaf_view const& leaf, key_bounds<typename K::view> const& within, node_ref at) {
  typename K::view first{};
  typename K::view last{};
  if (!leaf.template edges<K>(first, last)) return;
  if (within.low && K::order(first, *within.low) < 0) throw_misplaced(at);
  if (within.high && K::order(last, *within.high) >= 0) throw_misplaced(at);
}
/// The bounds of an inner node's child.
template <class K>
[[nodiscard]] key_bounds<typename K::view> bounds_of(inner_view const& inner, std::uint32_t child,
                                                     key_bounds<typename K::view> const& within) {
  key_bounds<typename K::view> narrowed = within;
  if (child != 0) narrowed.low = inner.template separator<K>(child);
  if (child + 1 != inner.count()) narrowed.high = inner.template separator<K>(child + 1);
  return narrowed;
}

class tree_path {
 public:
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }

  /// Enters an inner node: to the child that holds the key, or the first. Returns the child.
  template <class K>
  [[nodiscard]] node_ref enter(node_ref at, std::uint8_t height,
                               std::optional<typename K::view> const& key, page_source* pages) {
    node_pin node = fetch_inner(at, height, K::kind, pages);
    inner_view const inner(node.data);
    check_bounds<K>(inner, bounds<K>(), at);
    std::uint32_t const child = key ? inner.template find<K>(*key) : 0;
    node_ref const below = inner.child(child);
    steps_.push_back({std::move(node), child});
    return below;
  }

  /// On to the next subtree behind the one in hand; an empty path at the end.
  /// Returns the subtree, its height in `height`.
  [[nodiscard]] node_ref next(std::uint8_t& height) {
    while (!steps_.empty()) {
      step& lowest = steps_.back();
      inner_view const inner(lowest.node.data);
      if (++lowest.child != inner.count()) {
        height = static_cast<std::uint8_t>(inner.level() - 1);
        return inner.child(lowest.child);
      }
      steps_.pop_back();
    }
    return {};
  }

  /// The subtree beside the one in hand, below the same node; empty if there is none.
  [[nodiscard]] node_ref beside() const noexcept {
    if (steps_.empty()) return {};
    step const& lowest = steps_.back();
    inner_view const inner(lowest.node.data);
    return lowest.child + 1 != inner.count() ? inner.child(lowest.child + 1) : node_ref();
  }

  /// Of the subtree in hand.
  template <class K>
  [[nodiscard]] key_bounds<typename K::view> bounds() const {
    key_bounds<typename K::view> found;
    // Nearer nodes set the narrower bounds.
    for (auto s = steps_.rbegin(); s != steps_.rend() && !(found.low && found.high); ++s) {
      inner_view const inner(s->node.data);
      if (!found.low && s->child != 0) found.low = inner.template separator<K>(s->child);
      if (!found.high && s->child + 1 != inner.count())
        found.high = inner.template separator<K>(s->child + 1);
    }
    return found;
  }

 private:
  struct step {
    node_pin node;
    std::uint32_t child;
  };
  std::vector<step> steps_;
};

}  // namespace helios::storage
