// helios/storage/replay.hpp -- commits applied again, many at a time: how open, AS OF and followers
// reach a state.
//
// Shape     commits are gathered; at a flush each tree's operations are sorted, the last one of a
//           key wins, and one batch changes the tree. Definitions and splices cut a batch: what
//           came before them is applied first.
// Threads   one at a time
// Errors    XX001 for a commit that does not fit the state; else as draft
// Cost      about 120 ns per row
#pragma once

#include <helios/base/arena.hpp>
#include <helios/storage/commit_record.hpp>
#include <helios/storage/draft.hpp>

#include <map>
#include <vector>

namespace helios::storage {

class replayer {
 public:
  replayer(tree_space& space, owner_id owner, database_root const& from)
      : space_(&space), draft_(space, owner, space.tick(), from) {}

  /// Adds the commit whose frame has this payload, which is copied. Requires commits in the
  /// branch's order.
  HELIOS_DECL void add(byte_view payload);
  /// How the rows of a tree lie in the commit that comes next.
  [[nodiscard]] HELIOS_DECL shape const& form_in(commit_record const& next, tree_id id);
  /// The state after all commits added.
  [[nodiscard]] HELIOS_DECL database_root finish();
  /// After finish: keeps the nodes made, returns those superseded (tree_editor::keep).
  [[nodiscard]] std::vector<node_ref> keep() { return draft_.keep(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  HELIOS_DECL void flush();

  static constexpr std::uint64_t flush_bytes = std::uint64_t{32} << 20;
  tree_space* space_;
  draft draft_;
  struct gathered {
    shape const* form = nullptr;
    std::vector<tree_op> ops;
  };
  arena payloads_;  // what the gathered operations point into
  std::uint64_t gathered_bytes_ = 0;
  std::map<tree_id, gathered> gathered_;
  std::uint64_t rows_ = 0;
};

/// How the rows of a tree lie in a commit that makes or reshapes it; nullptr: as before.
[[nodiscard]] HELIOS_DECL shape const* form_made_by(commit_record const& record, tree_id id,
                                                    tree_space& space);

/// Applies one commit to a draft: definitions, then splices, then operations.
HELIOS_DECL void apply_commit(draft& to, commit_record const& record);

/// Sorts operations by key and keeps the last one of each key.
HELIOS_DECL void last_writer_wins(key_kind keys, std::vector<tree_op>& ops);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/replay.ipp>
#endif
