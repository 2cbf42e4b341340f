// helios/history/impl/checkpoint_run.hpp -- one checkpoint under way, in slices.
//
//   capture ----> trees ----> registry ----> anchored ----> swung
//      |            | written bottom-up, a slice at a time, beside commits
//      | between two batches: heads, registry and log position agree
//
// Threads   one slice at a time (engine::checkpoint_lock_); capture and swing take the sequencer
//           lock briefly
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_record.hpp>

#include <deque>

namespace helios::history {

class checkpoint_run {
 public:
  HELIOS_DECL explicit checkpoint_run(engine& of);
  /// Writes about `budget` bytes more. True: the checkpoint is complete.
  [[nodiscard]] HELIOS_DECL bool step(std::uint64_t budget);

 private:
  struct captured {
    branch_id id{};
    version_ptr state;
    storage::database_root image;  // its pages, when they are written
  };

  [[nodiscard]] HELIOS_DECL bool write_trees(std::uint64_t& budget);
  [[nodiscard]] HELIOS_DECL storage::database_root write_directory(
      storage::database_root const& root);
  HELIOS_DECL void write_registry();
  HELIOS_DECL void anchor();
  HELIOS_DECL void swing();
  HELIOS_DECL void swing_branch(captured const& c);

  engine* engine_;
  std::vector<captured> branches_;
  std::map<branch_id, branch_image> unchanged_;  // of all branches, by the last checkpoint
  registry registry_;                            // as it was
  storage::log_position replay_;
  scn at_{};
  microseconds time_{};
  std::deque<storage::draft> drafts_;  // of directories: their nodes outlive the writer's interest
  storage::page_writer writer_;
  storage::database_root registry_image_;
  std::size_t next_ = 0;  // of branches_
};

}  // namespace helios::history
