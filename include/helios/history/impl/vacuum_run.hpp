// helios/history/impl/vacuum_run.hpp -- one VACUUM: what is kept is chosen, replayed into a new
// file, and that file put in the old one's place.
//
//   choose ----> replay to F ----> base ----> the commits since ----> replace
//     |             | in memory,     | copied    | appended, with      | renamed over the old
//     |             | on old pages   |           | checkpoints         | file, which is let go
//     | by the commit graph
//
// Holds     (X1) the old file and what is in memory of it are not touched before the new file is
//                whole and durable
//           (X2) a page or long value of the old file is copied once, whatever shares it
// Threads   one, while the engine lets nobody write and makes no checkpoint
// Cost      choosing: the square of the number of merges that are kept, about 1 us each
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_record.hpp>

#include <deque>
#include <set>

namespace helios::history {

namespace detail {

/// The file that VACUUM writes. Requires a path without symbolic links.
[[nodiscard]] inline std::string vacuum_path(std::string const& resolved) {
  return resolved + ".vacuum";
}

}  // namespace detail

class vacuum_run {
 public:
  HELIOS_DECL vacuum_run(engine& of, vacuum_options const& options);
  /// Requires that nobody else writes or makes checkpoints.
  HELIOS_DECL void run();

 private:
  HELIOS_DECL void refuse_unless_named() const;
  using state_place = std::pair<branch_id, scn>;

  // Choosing: impl/vacuum_choose.ipp.
  HELIOS_DECL void choose();
  [[nodiscard]] HELIOS_DECL scn wanted_floor() const;
  HELIOS_DECL void choose_branches();
  HELIOS_DECL void choose_single_states();
  HELIOS_DECL void choose_graph();
  HELIOS_DECL void keep_single(state_place const& place);
  [[nodiscard]] bool is_born_later(branch_info const& b) const {
    return b.id != main_branch && b.forked_at >= floor_;
  }

  // Writing: impl/engine_vacuum.ipp.
  HELIOS_DECL void begin_file();
  HELIOS_DECL void begin_lines();
  HELIOS_DECL void begin_registry();
  [[nodiscard]] HELIOS_DECL branch_info place_of(branch_id id) const;
  HELIOS_DECL void copy_single_states();
  HELIOS_DECL void checkpoint(scn at);
  HELIOS_DECL void replace();
  HELIOS_DECL void abandon() noexcept;

  // Replaying: impl/vacuum_replay.ipp.
  HELIOS_DECL void replay();
  HELIOS_DECL void take(storage::log_frame const& frame);
  HELIOS_DECL void append(storage::log_frame const& frame);
  HELIOS_DECL void bear_until(scn at);
  HELIOS_DECL void write_base();
  [[nodiscard]] HELIOS_DECL bytes with_copied_splices(storage::commit_record record);
  [[nodiscard]] HELIOS_DECL bytes with_moved_values(byte_view payload, storage::replayer& state);

  /// Says how much of the old log is done, now or after enough more of it; 57014 when told to stop.
  HELIOS_DECL void tell(std::uint64_t done);
  HELIOS_DECL void advance(std::uint64_t done);

  /// The pages in the new file of a state that lives in a space: owners of nodes are its own.
  [[nodiscard]] HELIOS_DECL storage::database_root copy(storage::database_root const& root,
                                                        storage::tree_space& space);
  HELIOS_DECL void copy_tree(storage::tree const& t);
  /// What was copied from memory may go now.
  HELIOS_DECL void end_batch();

  engine* old_;
  vacuum_options const* options_;
  std::string path_;
  std::string new_path_;

  scn floor_{};                      // F
  std::set<branch_id> whole_;        // branches whose states from F on are kept
  std::set<branch_id> graph_;        // branches that stay in the commit graph
  std::set<state_place> single_;     // states kept one by one
  scn start_{};                      // of the replay: the checkpoint it begins with
  std::set<branch_id> replayed_;     // whole_, and what they descend from on the way to F
  std::vector<branch_info> unborn_;  // of replayed_, the next one last
  scn taken_{};                      // the newest commit of the old log that was read

  std::shared_ptr<engine> next_;  // the new file's
  std::optional<storage::value_mover> values_;
  std::optional<storage::page_moves> moves_;
  std::unique_ptr<storage::page_writer> writer_;
  std::deque<storage::draft> drafts_;
  bool made_ = false;   // the new file is there, and not in use yet
  bool based_ = false;  // F has been passed
  storage::log_position from_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace helios::history
