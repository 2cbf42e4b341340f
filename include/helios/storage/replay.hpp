// helios/storage/replay.hpp -- commits applied again, many at a time: how open, AS OF and followers
// reach a state.
//
// Shape     operations are gathered where their commits have them; at the end, and when memory runs
//           short, each tree's are sorted, the last one of a key wins, and one batch changes the
//           tree. A definition or splice has what came before it on its tree applied first.
// Threads   one at a time
// Errors    XX001 for a commit that does not fit the state; else as draft
// Cost      gathering 20 ns per operation; applying about 120 ns per row
#pragma once

#include <helios/storage/commit_record.hpp>
#include <helios/storage/draft.hpp>
#include <helios/storage/late_operations.hpp>

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace helios::storage {

/// Whether leaves are made by finish(), or when somebody opens them.
enum class making : std::uint8_t { at_once, late };

class replayer {
 public:
  replayer(tree_space& space, owner_id owner, database_root const& from,
           making leaves = making::at_once)
      : space_(&space), leaves_(leaves), draft_(space, owner, space.tick(), from) {}

  /// Adds the commit whose frame has this payload. `stays`: the same bytes where they outlive the
  /// state and makers(); without one they are copied. Requires commits in the branch's order.
  HELIOS_DECL void add(byte_view payload, std::byte const* stays = nullptr);
  /// How the rows of a tree lie in the commit that comes next.
  [[nodiscard]] HELIOS_DECL shape const& form_in(commit_record const& next, tree_id id);
  /// The state after all commits added.
  [[nodiscard]] HELIOS_DECL database_root finish();
  /// After finish: keeps the nodes made, returns those superseded (tree_editor::keep).
  [[nodiscard]] std::vector<node_ref> keep() { return draft_.keep(); }
  /// After finish: what makes the state's late leaves, to be held as long as it.
  [[nodiscard]] std::vector<std::shared_ptr<late_maker const>> makers() {
    return std::exchange(makers_, {});
  }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  [[nodiscard]] HELIOS_DECL gathered_operations& gathered(tree_id id, key_kind keys);
  HELIOS_DECL void define(commit_record const& record);
  HELIOS_DECL void apply_gathered(tree_id id);
  HELIOS_DECL void flush();
  HELIOS_DECL void put_off();

  static constexpr std::uint64_t flush_bytes = std::uint64_t{64} << 20;
  tree_space* space_;
  making leaves_;
  draft draft_;
  std::shared_ptr<payload_list> payloads_ = std::make_shared<payload_list>();
  std::map<tree_id, gathered_operations> gathered_;
  std::uint64_t operations_ = 0;  // gathered
  std::uint64_t rows_ = 0;
  std::vector<gathered_operations*> in_commit_;  // of the trees of the commit at hand
  std::vector<std::shared_ptr<late_maker const>> makers_;
};

/// How the rows of a tree lie in a commit that makes or reshapes it; nullptr: as before.
[[nodiscard]] HELIOS_DECL shape const* form_made_by(commit_record const& record, tree_id id,
                                                    tree_space& space);

/// Applies one commit to a draft: definitions, then splices, then operations; notes what these do
/// to the numbers of rows.
HELIOS_DECL void apply_commit(draft& to, commit_record& record);

/// Sorts operations by key and keeps the last one of each key.
HELIOS_DECL void last_writer_wins(key_kind keys, tree_ops& ops);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/replay.ipp>
#endif
