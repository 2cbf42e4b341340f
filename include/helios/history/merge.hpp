// helios/history/merge.hpp -- taking over into one branch what another did: three-way, row by row,
// cell by cell.
//
// Shape     base    the newest commit that both branches' histories contain
//                   (engine::common_ancestor)
//           theirs  the source branch; ours: the target
//           a row   changed on one side only: taken; on both: its cells are merged by column id
// Holds     (M1) merge(x, x) changes nothing; merging again what is merged changes nothing
//           (M2) a cell is in conflict exactly when both sides differ from the base and from each
//                other there, and nobody computes it
//           (M3) with `fail` and a conflict nothing is changed
// Threads   as a transaction on the target
// Errors    40001 when the target moves while merging; 25006. Conflicts are rows of the result, not
//           errors.
// Cost      the differing rows of the source, found without reading what the branches share, and a
//           lookup each
// Source    cell-wise three-way merge as in Dolt; what is a conflict is written down in
//           docs/decisions.md
#pragma once

#include <helios/history/conflict.hpp>
#include <helios/history/diff.hpp>
#include <helios/history/transaction.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace helios::history {

struct merge_conflict {
  conflict_kind kind{};
  tree_id tree{};
  storage::key key;
  std::optional<column_id> column;  // of a cell
  // The cell's content, or the row's image, whose long values the engine's pages hold; nothing:
  // NULL or no row.
  std::optional<bytes> base, ours, theirs;
  storage::shape const* form = nullptr;  // of the images: both sides' columns; nullptr: no images
};

struct merge_result {
  scn base{};
  std::optional<commit_result>
      commit;  // nothing: there was nothing to take over, or it was a dry run
  std::uint64_t inserted = 0, updated = 0, erased = 0;
  std::vector<merge_conflict> conflicts;  // with fail: why nothing was done; else: what was decided
  std::uint64_t nodes = 0;                // opened to find the differences
};

/// What a tree of the merged state is made from.
enum class tree_origin : std::uint8_t {
  rows,     // both sides' rows; a tree that one side alone made or dropped comes or goes
  ours,     // the target: the tree is as it is there, or is not there
  theirs,   // the source
  derived,  // another tree (an index): its table's changes are followed
  none      // nothing: it goes
};

/// What the layers above know of trees: which are tables, whose a table is, and how a change of a
/// table's row changes its indexes.
class merge_follower {
 public:
  virtual ~merge_follower() = default;
  /// Comes first: the states that are merged into `in`, a transaction on the target's.
  virtual void begin(transaction& in, version_ptr const& base, version_ptr const& theirs,
                     std::vector<merge_conflict>& conflicts) = 0;
  [[nodiscard]] virtual tree_origin origin(tree_id id) const = 0;
  /// The shape of a tree that both have; nullptr: the columns of both, without what either dropped.
  [[nodiscard]] virtual storage::shape const* form(tree_id id) const = 0;
  /// Whether a column is computed from others of its row: what two sides made of it is no conflict,
  /// and check() puts in what follows from the merged row.
  [[nodiscard]] virtual bool computed(tree_id table, column_id column) const = 0;
  /// A row of a table changes in the merge: add what follows from it. Images are of the merged
  /// shape.
  virtual void changed(transaction& in, tree_id table, storage::key_view const& key,
                       byte_view before, byte_view after) = 0;
  /// A derived tree came over empty from the source: fill it from its table as merged so far.
  virtual void build(transaction& in, tree_id derived) = 0;
  /// The merged state is complete but for computed columns: constraints may add conflicts.
  virtual void check(transaction& in, std::vector<merge_conflict>& conflicts) = 0;
};

struct merge_options {
  on_conflict policy = on_conflict::fail;
  bool dry_run = false;
  std::string message, author;
};

[[nodiscard]] HELIOS_DECL merge_result merge(std::shared_ptr<engine> const& in, branch_id source,
                                             branch_id target,
                                             merge_options const& options = merge_options(),
                                             merge_follower* follower = nullptr);

/// Makes a branch's state what it was at an SCN, by a commit that undoes what came since. 40001:
/// the branch moved meanwhile.
HELIOS_DECL std::optional<commit_result> reset(std::shared_ptr<engine> const& in, branch_id branch,
                                               scn to);

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/merge.ipp>
#include <helios/history/impl/reset.ipp>
#endif
