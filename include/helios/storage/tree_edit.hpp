// helios/storage/tree_edit.hpp -- changing a persistent tree: from one root to the next, sharing
// what did not change.
//
// Shape     a change is a batch of operations in key order; one row is a batch of one, so inserting
//           a row, replaying a stretch of log and merging a branch are the same code
// Holds     (E1) a node that was published, or made before the newest mark, is never written
//           (E2) every node made is in fresh() until the edit is kept or undone
//           (E3) a published node that the new root no longer reaches is in superseded(), if this
//           owner may retire it
// Threads   one thread per editor; the roots it reads may be read by anybody
// Errors    53200; XX001 and 58030 from the page source. After a throw undo() leaves every earlier
//           root intact.
// Cost      one row: the path to the root and a hot delta, about 1.5 us; a batch: about 120 ns per
//           row
// Source    copy-on-write trees (Rodeh, ACM TOS 2008); the two-level delta is measured in
//           docs/decisions.md
#pragma once

#include <helios/base/large_memory.hpp>
#include <helios/storage/splice.hpp>
#include <helios/storage/tree.hpp>
#include <helios/storage/tree_space.hpp>

#include <span>
#include <vector>

namespace helios::storage {

/// One operation on a tree: a row put under a key, or the key's row erased.
struct tree_op {
  key_view key;
  byte_view row;  // an image of the tree's shape; unused when erasing
  bool erase = false;
};
using tree_ops = std::vector<tree_op, large_allocator<tree_op>>;

/// A point of an edit to which it can be undone.
struct edit_mark {
  era at;
  std::size_t abandoned;
  std::size_t superseded;
};

class tree_editor {
 public:
  /// Nodes it makes are born in its newest mark and belong to `owner`.
  tree_editor(tree_space& space, owner_id owner, era mark) noexcept
      : space_(&space), owner_(owner), first_(mark), mark_(mark) {}
  tree_editor(tree_editor const&) = delete;
  tree_editor& operator=(tree_editor const&) = delete;
  ~tree_editor() { undo(); }

  /// The tree after the operations. Requires keys in strictly ascending order and `root` from this
  /// editor or published.
  [[nodiscard]] HELIOS_DECL tree_root apply(tree_root const& root, shape const& form,
                                            std::span<tree_op const> ops);

  /// The tree with the splice's leaves in place of what it had in the range.
  /// Errors: XX001 when the leaves are not what the splice says.
  [[nodiscard]] HELIOS_DECL tree_root replace(tree_root const& root, shape const& form,
                                              splice const& with);
  /// Supersedes every node of a tree: it is dropped.
  HELIOS_DECL void abandon(tree_root const& root);

  /// From here on, nodes made so far are not changed in place: roots taken so far stay what they
  /// are. Requires a later era than every earlier one.
  edit_mark mark(era now) noexcept {
    return mark_ = now, edit_mark{now, abandoned_.size(), superseded_.size()};
  }
  /// Releases what was made since a mark. Roots taken before it are whole, later ones are gone.
  HELIOS_DECL void undo_to(edit_mark const& m) noexcept;

  /// Keeps what was made: fresh nodes that are still reachable now belong to the published tree.
  /// Moves out the published nodes that were superseded, for the timeline to retire.
  [[nodiscard]] HELIOS_DECL std::vector<node_ref> keep();
  /// Releases everything made since the editor began. Published roots are untouched.
  HELIOS_DECL void undo() noexcept;

  [[nodiscard]] std::vector<node_ref> const& fresh() const noexcept { return fresh_; }
  [[nodiscard]] tree_space& space() const noexcept { return *space_; }
  [[nodiscard]] owner_id owner() const noexcept { return owner_; }

 private:
  friend class late_operations;  // a recursion of its own
  template <class K>
  struct work;
  template <class K, class Entries>
  [[nodiscard]] tree_root grow(work<K>& w, Entries level, std::uint8_t height,
                               std::uint64_t rows_before);

  HELIOS_DECL node_ref adopt(node_ref made);
  HELIOS_DECL void supersede(node_ref old);
  [[nodiscard]] HELIOS_DECL bool in_place(node_ref r) const noexcept;

  tree_space* space_;
  owner_id owner_;
  era first_, mark_;
  std::vector<node_ref> fresh_;       // made here; header.place is the place in this list
  std::vector<node_ref> abandoned_;   // made here before a mark, superseded after it
  std::vector<node_ref> superseded_;  // published
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/tree_edit.ipp>
#endif
