// helios/storage/tree_diff.hpp -- the rows in which two versions of a tree differ, without reading
// what they share.
//
// Shape     a pull iterator: next() steps to the next differing key in key order; old_row() and
//           new_row() are its row on each side, at most one of them absent; with bounds, of the
//           keys in [from, to)
// Threads   as readers of both trees
// Errors    XX001 and 58030 from the page source
// Cost      subtrees that both trees share are skipped unread; leaves that share their base compare
//           their deltas only. nodes() counts the nodes that were opened: about height x changed
//           rows. What lies outside the bounds is not looked at, but for the leaves they fall into.
// Requires  both trees are read under one shape
#pragma once

#include <helios/storage/tree.hpp>

#include <optional>
#include <vector>

namespace helios::storage {

class tree_diff {
 public:
  /// Requires bounds that outlive the diff.
  HELIOS_DECL tree_diff(tree const& before, tree const& after, std::optional<key_view> from = {},
                        std::optional<key_view> to = {});

  [[nodiscard]] HELIOS_DECL bool next();
  [[nodiscard]] key_view key() const noexcept { return old_ ? sides_[0].key() : sides_[1].key(); }
  [[nodiscard]] std::optional<stored_row> old_row() const noexcept { return row(0, old_); }
  [[nodiscard]] std::optional<stored_row> new_row() const noexcept { return row(1, new_); }
  [[nodiscard]] std::uint64_t nodes() const noexcept { return nodes_; }

 private:
  // One tree's way through its nodes: either before a subtree that is not open yet, or inside an
  // open leaf.
  struct side {
    side(tree const& t, std::optional<key_view> first, std::optional<key_view> end)
        : in(t),
          from(first),
          to(end),
          ref(t.root().ref),
          height(t.root().height),
          ended(t.root().empty()) {}

    [[nodiscard]] key_view key() const noexcept {
      return with_keys(in.form().keys(), [&](auto k) -> key_view {
        return leaf.template key<decltype(k)>(rows[at]);
      });
    }
    [[nodiscard]] bool unopened() const noexcept { return !ended && !open; }
    HELIOS_DECL void descend();    // an inner node: to its first child within the bounds
    HELIOS_DECL void open_leaf();  // a leaf: its rows are not listed yet
    HELIOS_DECL void list_all();
    HELIOS_DECL void keep_within();  // of the rows that are listed those within the bounds
    HELIOS_DECL void advance();      // past the subtree or leaf

    tree in;
    std::optional<key_view> from, to;
    node_ref ref;
    std::uint8_t height;
    bool ended;
    bool open = false;
    leaf_view leaf;
    std::vector<row_place> rows;
    std::size_t at = 0;
    tree_path path;
  };

  [[nodiscard]] std::optional<stored_row> row(std::size_t s, bool there) const noexcept {
    if (!there) return {};
    return stored_row(sides_[s].leaf, sides_[s].rows[sides_[s].at]);
  }
  HELIOS_DECL void open_both();
  [[nodiscard]] HELIOS_DECL bool align();
  [[nodiscard]] HELIOS_DECL bool same_rows() const;

  side sides_[2];
  bool old_ = false;
  bool new_ = false;
  std::uint64_t nodes_ = 0;
};

/// Whether two rows hold the same values, however they are stored.
[[nodiscard]] HELIOS_DECL bool equal_rows(stored_row const& a, stored_row const& b);
/// Whether a key's row is the same in two versions of a tree. Leaves that both share are not
/// opened.
[[nodiscard]] HELIOS_DECL bool same_row(tree const& a, tree const& b, key_view const& key);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/tree_diff.ipp>
#endif
