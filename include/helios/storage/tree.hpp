// helios/storage/tree.hpp -- reading a persistent tree: find one row, walk rows in key order.
//
// Shape     a tree is a root reference, its height (0: the root is a leaf) and its number of rows;
//           values copy freely
// Threads   any number of readers on any root; whoever reads holds what keeps the root's nodes
//           (storage/timeline.hpp)
// Errors    XX001 and 58030 from the page source
// Cost      find: one inner_view::find per level and one leaf_view::find; a cursor's step: a few ns
#pragma once

#include <helios/storage/row_guess.hpp>
#include <helios/storage/tree_path.hpp>

#include <optional>
#include <vector>

namespace helios::storage {

struct tree_root {
  node_ref ref;
  std::uint64_t rows = 0;
  std::uint8_t height = 0;
  [[nodiscard]] bool empty() const noexcept { return ref.empty(); }
  friend bool operator==(tree_root const&, tree_root const&) = default;
};

/// Whether a root that was read may be one: changing an empty tree of a height would stack its
/// leaves as if they were inner nodes.
[[nodiscard]] constexpr bool is_possible(tree_root const& r) noexcept {
  return r.height <= highest_root && (!r.empty() || (r.rows == 0 && r.height == 0));
}

/// A row that was found, with all that keeps it in memory.
class found_row {
 public:
  /// A row of a leaf that is opened here; `place` says which, or that there is none.
  template <class Place>
  [[nodiscard]] static std::optional<found_row> in(node_ref leaf, shape const& form,
                                                   page_source* pages, Place&& place) {
    std::optional<found_row> row(std::in_place, opened{}, leaf, form, pages);
    if (!place(std::as_const(row->leaf_), row->place_)) row.reset();
    return row;
  }

  [[nodiscard]] cell at(std::size_t column) const noexcept {
    return leaf_.at(place_, static_cast<std::uint32_t>(column));
  }
  [[nodiscard]] stored_row row() const noexcept { return {leaf_, place_}; }
  [[nodiscard]] page_source* pages() const noexcept { return leaf_.pages(); }
  [[nodiscard]] bytes image() const { return row().image(); }
  [[nodiscard]] key_view key() const noexcept {
    return with_keys(leaf_.form().keys(),
                     [&](auto k) -> key_view { return leaf_.template key<decltype(k)>(place_); });
  }

 private:
  struct opened {};  // not for others

 public:
  found_row(opened, node_ref leaf, shape const& form, page_source* pages)
      : leaf_(leaf, form, pages) {}

 private:
  leaf_view leaf_;
  row_place place_;
};

/// A tree as readers see it. Requires the shape and the pages to outlive it.
class tree {
 public:
  tree(tree_root root, shape const& form, page_source* pages) noexcept
      : root_(root), form_(&form), pages_(pages) {}

  [[nodiscard]] tree_root const& root() const noexcept { return root_; }
  [[nodiscard]] shape const& form() const noexcept { return *form_; }
  [[nodiscard]] page_source* pages() const noexcept { return pages_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return root_.rows; }
  [[nodiscard]] HELIOS_DECL std::optional<found_row> find(key_view const& key) const;
  /// The same for who looks up many keys of one tree: `like`, what its leaves were found to be.
  [[nodiscard]] HELIOS_DECL std::optional<found_row> find(key_view const& key,
                                                          row_guess& like) const;
  /// The row with the greatest key at or below the given one.
  [[nodiscard]] HELIOS_DECL std::optional<found_row> floor(key_view const& key) const;

 private:
  tree_root root_;
  shape const* form_;
  page_source* pages_;
};

namespace detail {

/// The run under a leaf's deltas; empty: not known. The hot one's first rows are on their way.
[[nodiscard]] inline node_ref base_of(node_ref leaf) noexcept {
  if (!leaf.in_heap()) return leaf;
  std::byte const* const node = leaf.address();
  for (std::size_t line = 64; line != 256; line += 64) __builtin_prefetch(node + line);
  return load<node_prefix>(node).kind == node_kind::leaf ? load_ref(node + leaf_base_at)
                                                         : node_ref();
}

/// Brings what a leaf holds for a key that lies between two separators.
inline void expect_row(inner_view const& above, std::uint32_t child, std::int64_t key,
                       page_source const* pages, row_guess const& like) {
  if (pages == nullptr || child == 0 || child + 1 == above.count()) return;
  node_ref const base = base_of(above.child(child));
  std::byte const* const at = base.in_file() ? pages->in_place(base.offset(), 1) : nullptr;
  if (at == nullptr) return;
  auto const distance =
      [key_from = static_cast<std::uint64_t>(above.separator<int_keys>(child))](std::int64_t to) {
        return static_cast<float>(static_cast<std::uint64_t>(to) - key_from);
      };
  float const part = distance(key) / distance(above.separator<int_keys>(child + 1));
  if (part < 1) like.expect(at, part);  // of separators that somebody forged: any number, or none
}

/// The leaf that would hold a key. Requires a tree that is not empty.
template <class K>
[[nodiscard]] node_ref leaf_for(tree_root const& root, typename K::view key, page_source* pages,
                                [[maybe_unused]] row_guess const* like = nullptr) {
  node_ref at = root.ref;
  for (std::uint8_t level = root.height; level != 0; --level) {
    node_pin const node = fetch_inner(at, level, K::kind, pages);
    inner_view const inner(node.data);
    std::uint32_t const child = inner.find<K>(key);
    if constexpr (K::kind == key_kind::int64) {
      if (like != nullptr && level == 1) expect_row(inner, child, key, pages, *like);
    }
    at = inner.child(child);
  }
  return at;
}

}  // namespace detail

/// Walks a tree's leaves, and rows within them, in key order.
class cursor {
 public:
  /// Stands before the first row at or after `from`, or before the first row of all.
  HELIOS_DECL explicit cursor(tree const& in, std::optional<key_view> from = {});

  /// Steps to the next row; false at the end.
  [[nodiscard]] bool next() {
    while (true) {
      if (++at_ < order_.size()) return true;
      if (!advance_leaf()) return false;
    }
  }
  /// Steps to the next leaf that has rows, skipping what is left of this one; false at the end.
  /// Does not put the leaf's rows in order: whoever reads columns does not pay for it.
  [[nodiscard]] HELIOS_DECL bool next_leaf();

  [[nodiscard]] stored_row row() const noexcept { return {leaf_, order_[at_]}; }
  [[nodiscard]] key_view key() const noexcept {
    return with_keys(tree_.form().keys(), [&](auto k) -> key_view {
      return leaf_.template key<decltype(k)>(order_[at_]);
    });
  }
  [[nodiscard]] leaf_view const& leaf() const noexcept { return leaf_; }
  /// How far, in bytes, the leaf to come lies behind this one's base: both being alike, so far do
  /// its columns. To be prefetched and nothing else; 0: not known.
  [[nodiscard]] HELIOS_DECL std::uintptr_t ahead() const noexcept;
  /// Leaves opened so far.
  [[nodiscard]] std::uint64_t leaves() const noexcept { return leaves_; }

 private:
  template <class K>
  void descend(node_ref ref, std::uint8_t height, std::optional<typename K::view> const& from);
  [[nodiscard]] HELIOS_DECL bool advance_leaf();
  [[nodiscard]] HELIOS_DECL bool step_leaf();
  HELIOS_DECL void order_leaf();

  tree tree_;
  tree_path path_;
  leaf_view leaf_;
  std::vector<row_place> order_;  // of leaf_'s rows; empty while nobody walks them
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::uint64_t leaves_ = 0;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/tree.ipp>
#endif
