// helios/history/engine.hpp -- a database: branches of versions over one file, changed by commits,
// readable as of any of them.
//
// Shape     engine        the shared, thread-safe engine of one open file or of one database in
//                         memory
//           branch_line   a branch in memory: its timeline, its tip (sequenced) and its head
//                         (durable, visible)
//           version       a state that somebody reads (storage/timeline.hpp)
//
//           commit:       check against the tip -> apply -> SCN, time -> tip  | sequencer lock
//                         append and sync with all who wait -> head           | commit_queue
// Holds     (H1) a head's commits are durable (or as durable as options.durability says)
//           (H2) SCNs are handed out in the order of the log; commit times rise strictly with them
//           (H3) as_of(b, s) is the same for ever, whether it comes from memory, a checkpoint or
//           replay
// Threads   any
// Errors    40001 a commit lost to a concurrent one; 42704 no such branch or tag; 42710 the name is
//           taken; 22023 a commit or time in the future, or before the history that VACUUM kept;
//           25006 read-only; 53100, 58030, XX001 from the file
// Cost      see docs/decisions.md and bench/
#pragma once

#include <helios/history/commit_queue.hpp>
#include <helios/history/options.hpp>
#include <helios/history/read_set.hpp>
#include <helios/history/registry.hpp>
#include <helios/history/vacuum.hpp>
#include <helios/history/write_gate.hpp>
#include <helios/storage/commit_record.hpp>
#include <helios/storage/leaf_load.hpp>
#include <helios/storage/open_file.hpp>
#include <helios/storage/page_writer.hpp>
#include <helios/storage/replay.hpp>
#include <helios/storage/timeline.hpp>
#include <helios/storage/value_writer.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace helios::history {

using storage::version_ptr;

/// A row that somebody relies on.
struct relied_row {
  tree_id id;
  storage::key_kind kind;
  storage::key key;
};

/// What a transaction asks to be committed. Operations are sorted, one per key.
struct commit_request {
  branch_id branch{};
  version_ptr base;  // what it read
  storage::commit_record record;
  /// Leaves that become splices of the record. They outlive the commit.
  std::vector<storage::leaf_load const*> loads;
  /// Rows that must be in the tip what they were in the base, beside those written: what was
  /// locked, and what a serializable transaction has read.
  std::vector<relied_row> locked;
  read_set read;
  /// Called under the sequencer lock with the draft after the operations, when the tip was not the
  /// base: constraints that a concurrent commit may have broken. Throws to refuse.
  std::function<void(storage::draft&)> check;
  /// A commit that was worked out from another branch's commit.
  std::optional<merge_info> merge;
};

struct commit_result {
  scn at{};
  microseconds time{};
};

/// Where a database's bytes are.
struct storage_report {
  std::uint64_t file_bytes = 0;     // all frames, pages and records
  std::uint64_t live_bytes = 0;     // pages that some branch's newest state reaches
  std::uint64_t history_bytes = 0;  // everything else that the past needs: commits, older pages
  // What no commit and no checkpoint refers to: pages of loads that were rolled back or cut short,
  // and what is left at the end of extents. VACUUM leaves it behind.
  std::uint64_t garbage_bytes = 0;
  std::uint64_t log_bytes = 0;   // of file_bytes: commits since the last checkpoint
  std::uint64_t heap_bytes = 0;  // memory of tree nodes
  std::uint64_t commits = 0;
  std::uint64_t branches = 0;
};

class checkpoint_run;
class vacuum_run;

class engine {
 public:
  [[nodiscard]] HELIOS_DECL static std::shared_ptr<engine> open(storage::vfs& world,
                                                                std::string const& path,
                                                                engine_options const& options = {});
  engine(engine const&) = delete;
  engine& operator=(engine const&) = delete;
  HELIOS_DECL ~engine();

  /// Writes what is not in a checkpoint and closes the file in order. Throws what that throws; the
  /// file is whole.
  HELIOS_DECL void close();

  // Reading.
  /// The newest durable state of a branch.
  [[nodiscard]] HELIOS_DECL version_ptr head(branch_id branch) const;
  /// The state of a branch after its last commit at or before an SCN; before its fork, its
  /// parent's.
  [[nodiscard]] HELIOS_DECL version_ptr as_of(branch_id branch, scn at);
  /// The last SCN whose commit time is at or before t, of any branch. Closes t: later commits have
  /// later times.
  [[nodiscard]] HELIOS_DECL scn at_time(microseconds t);
  [[nodiscard]] HELIOS_DECL scn at_transaction(transaction_id id) const;
  /// The newest durable commit of the database.
  [[nodiscard]] HELIOS_DECL scn last_commit() const;
  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  /// Calls visit for each commit of a branch in (from, to] that is kept, oldest first, with its
  /// record.
  HELIOS_DECL void each_commit(
      branch_id branch, scn from, scn to,
      std::function<void(commit_info const&, storage::commit_record const&)> const& visit);
  /// The same, for those alone that changed a key of a tree, or may have changed it with the whole
  /// tree; others may be among them.
  HELIOS_DECL void each_commit_on(
      branch_id branch, scn from, scn to, tree_id tree, storage::key_kind keys,
      storage::key_view const& key,
      std::function<void(commit_info const&, storage::commit_record const&)> const& visit);
  /// Drops every state kept for AS OF that nobody reads.
  HELIOS_DECL void drop_caches();

  // Writing.
  /// What the request lists is used up.
  [[nodiscard]] HELIOS_DECL commit_result commit(commit_request& request);
  [[nodiscard]] commit_result commit(commit_request&& request) { return commit(request); }
  [[nodiscard]] transaction_id new_transaction() {
    return transaction_id{next_id(counter_transactions)};
  }
  /// A fresh value of a database-wide counter; never handed out twice, whatever is rolled back or
  /// lost.
  [[nodiscard]] HELIOS_DECL std::uint64_t next_id(std::uint64_t counter, std::uint64_t count = 1);
  /// The last value that next_id gave, or skipped when the database was opened; 0: none.
  [[nodiscard]] HELIOS_DECL std::uint64_t last_id(std::uint64_t counter);
  static constexpr std::uint64_t counter_transactions = 1;
  static constexpr std::uint64_t counter_objects = 2;  // trees, columns, branches
  static constexpr std::uint64_t counter_rows = 3;     // hidden row ids
  static constexpr std::uint64_t first_free_counter = 1024;

  // Branches and tags.
  [[nodiscard]] HELIOS_DECL std::vector<branch_info> branches() const;
  /// Throws 42704.
  [[nodiscard]] HELIOS_DECL branch_info find_branch(std::string_view name) const;
  /// From a branch's state as of an SCN; without one, from its head.
  HELIOS_DECL branch_info
  create_branch(std::string const& name, branch_id parent, std::optional<scn> at = {},
                std::vector<std::pair<std::string, std::string>> options = {});
  HELIOS_DECL void rename_branch(branch_id branch, std::string const& name);
  /// Instead of those that create_branch() was given.
  HELIOS_DECL void set_branch_options(branch_id branch,
                                      std::vector<std::pair<std::string, std::string>> options);
  HELIOS_DECL void drop_branch(branch_id branch);
  [[nodiscard]] HELIOS_DECL std::vector<tag_info> tags() const;
  HELIOS_DECL void create_tag(std::string const& name, branch_id branch,
                              std::optional<scn> at = {});
  HELIOS_DECL void drop_tag(std::string const& name);
  /// The newest commits of two branches' states that both contain: where a merge begins.
  [[nodiscard]] HELIOS_DECL std::pair<branch_id, scn> common_ancestor(branch_id a, scn a_at,
                                                                      branch_id b, scn b_at) const;

  // Upkeep.
  /// Writes everything changed since the last checkpoint to the file.
  HELIOS_DECL void checkpoint();
  /// Writes the database to a new file without the past that is not kept, which takes the old one's
  /// place (history/vacuum.hpp). 57014 when it was stopped.
  HELIOS_DECL void vacuum(vacuum_options const& options = {});
  /// Read-only stores: takes over what the writer has made durable since, from the file that VACUUM
  /// put in this one's place if it did. True: there was something.
  HELIOS_DECL bool refresh();
  /// Copies the database as it is now, durable commits and history, to a new file that opens by
  /// itself. `progress` is called with bytes done and bytes in all, and stops the copy by returning
  /// false (57014).
  HELIOS_DECL void backup(std::string const& path,
                          callback<bool(std::uint64_t, std::uint64_t)> const& progress = {});
  /// Reads the log and every page that is not garbage.
  [[nodiscard]] HELIOS_DECL storage_report report();
  /// Reads every page and row of every branch and throws XX001 at the first that is wrong.
  HELIOS_DECL void check();

  /// Long values go to the file before the commit that refers to them.
  [[nodiscard]] storage::value_writer values() {
    return storage::value_writer([this](storage::value_writer::log_use const& use) {
      std::shared_lock const write(writing_);
      use(*log_, queue_.append_lock());
    });
  }

  [[nodiscard]] storage::tree_space& space() noexcept { return *space_; }
  [[nodiscard]] storage::log& file() noexcept { return *log_; }
  [[nodiscard]] storage::vfs& world() noexcept { return *world_; }
  [[nodiscard]] std::uint64_t syncs() const noexcept { return queue_.syncs(); }
  [[nodiscard]] bool read_only() const noexcept { return options_.read_only; }
  /// As many rows put into one tree may be logged as leaves.
  [[nodiscard]] std::size_t bulk_rows() const noexcept { return options_.bulk_rows; }
  [[nodiscard]] std::uint64_t checkpoints() const noexcept {
    return checkpoints_.load(std::memory_order_relaxed);
  }

 private:
  friend class checkpoint_run;
  friend class vacuum_run;

  struct branch_line {
    branch_id id{};
    std::shared_ptr<storage::timeline> line;
    version_ptr tip;
    version_ptr head;
    std::unique_ptr<storage::replayer> replay;  // while reading the log
    branch_image image;                         // at the last checkpoint
  };
  /// A materialised past state, kept while the cache has room.
  struct cached_state {
    branch_id branch;
    scn at;
    version_ptr state;
  };
  struct id_block {
    std::uint64_t next = 0;
    std::uint64_t end = 0;  // reserved durably below
  };
  /// What an engine knows of its file, apart from what follows from the log: replaced as a whole
  /// when the file is.
  struct file_state {
    std::shared_ptr<storage::open_file> file;
    registry known;
    std::map<branch_id, branch_line> lines;
    std::optional<std::pair<scn, std::uint64_t>> checkpoint;
  };

  HELIOS_DECL engine(storage::vfs& world, engine_options const& options,
                     std::unique_ptr<storage::log> log);

  [[nodiscard]] HELIOS_DECL std::shared_ptr<storage::open_file> open_after_this(
      std::unique_ptr<storage::log> log) const;
  /// Puts a line that begins with pages of a file into `to`.
  HELIOS_DECL void restore_line(std::map<branch_id, branch_line>& to, branch_image const& image,
                                std::shared_ptr<storage::open_file> const& file) const;
  [[nodiscard]] HELIOS_DECL file_state
  read_state(std::shared_ptr<storage::open_file> const& file) const;
  /// Goes on with another file. Requires the sequencer lock, and that nobody writes.
  HELIOS_DECL void move_to(file_state& state) noexcept;
  HELIOS_DECL void follow_new_file();
  HELIOS_DECL void follow();
  HELIOS_DECL void follow_witnesses();
  HELIOS_DECL void follow_to(std::uint64_t end);
  HELIOS_DECL void recover();
  HELIOS_DECL void refuse_older() const;
  HELIOS_DECL void remove_unfinished_vacuum();
  HELIOS_DECL void ingest(storage::log_frame const& frame);
  HELIOS_DECL void take_over(storage::log_frame const& frame);
  HELIOS_DECL void ingest_commit(storage::log_frame const& frame);
  HELIOS_DECL void ingest_event(storage::log_frame const& frame);
  HELIOS_DECL void settle(branch_line& b);
  HELIOS_DECL void settle_all();
  [[nodiscard]] HELIOS_DECL branch_line& line_of(branch_id id);
  [[nodiscard]] HELIOS_DECL branch_line const& line_of(branch_id id) const;
  /// The line of a branch that nobody has dropped, not even in a drop that awaits its sync.
  [[nodiscard]] HELIOS_DECL branch_line& writable_line(branch_id id);
  HELIOS_DECL branch_line& add_line(branch_id id, version_ptr const& from, scn at);

  [[nodiscard]] HELIOS_DECL version_ptr materialise(branch_id branch, scn at);
  [[nodiscard]] HELIOS_DECL version_ptr known_state(branch_id branch, scn at);
  [[nodiscard]] HELIOS_DECL std::pair<branch_id, scn> resolve(branch_id branch, scn at) const;
  /// The commits of a line in (after, up_to] are those of one branch.
  struct line_part {
    branch_id branch;
    scn after, up_to;
  };
  [[nodiscard]] HELIOS_DECL std::vector<line_part> parts_of_line(branch_id branch, scn after,
                                                                 scn up_to) const;
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> checkpoint_before(scn at) const;

  [[nodiscard]] HELIOS_DECL std::vector<bytes> take_values_along(commit_request& request);
  HELIOS_DECL void validate(commit_request const& request, version_ptr const& from,
                            version_ptr const& to);
  HELIOS_DECL void validate_up_to_tip(std::unique_lock<std::mutex>& sequencer,
                                      commit_request const& request, version_ptr& seen);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr sequence(commit_request& request, bytes&& payload,
                                                      std::span<change const> changes,
                                                      commit_result& result);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr publish(commit_request const& request,
                                                     storage::draft& d, bytes&& payload,
                                                     std::span<change const> changes,
                                                     commit_result& result);
  struct loaded_leaves {
    storage::fresh_part part;
    storage::shape const* form;
  };
  HELIOS_DECL void write_loads(commit_request& request);
  HELIOS_DECL void write_leaves(std::vector<loaded_leaves> all, scn at,
                                storage::commit_record& record);
  [[nodiscard]] HELIOS_DECL queued_frame_ptr load(commit_request& request, version_ptr& seen,
                                                  commit_result& result);
  HELIOS_DECL void refuse_unless_writable() const;
  HELIOS_DECL void refuse_unless_kept(branch_id branch, scn at) const;
  [[nodiscard]] HELIOS_DECL std::shared_ptr<storage::log> current_log() const;
  [[nodiscard]] HELIOS_DECL std::uint64_t take_ids(std::uint64_t counter, std::uint64_t count);
  HELIOS_DECL void write_checkpoint();
  [[nodiscard]] HELIOS_DECL microseconds next_time();
  HELIOS_DECL queued_frame_ptr enqueue_event(storage::frame_type type, branch_id branch,
                                             bytes payload, std::function<void(registry&)> forget,
                                             storage::room from = storage::room::usual);
  HELIOS_DECL void upkeep();
  HELIOS_DECL void trim_cache();
  /// How page writers get room: extents are appended like frames.
  [[nodiscard]] HELIOS_DECL storage::page_writer::reserve_function extents();
  [[nodiscard]] HELIOS_DECL bool sync_now();
  [[nodiscard]] HELIOS_DECL scn reserved_from(scn last) const noexcept;

  storage::vfs* world_;
  engine_options options_;
  std::shared_ptr<storage::tree_space> space_;
  std::shared_ptr<storage::open_file> file_;
  std::shared_ptr<storage::log> log_;  // of file_; both are replaced under the sequencer lock
  std::vector<std::weak_ptr<storage::open_file>> replaced_;  // by VACUUM, and perhaps still read

  write_gate
      writing_;  // shared: whatever appends to the log; alone: VACUUM. Taken before all others
  mutable std::mutex sequencer_;  // tips, heads, the registry, SCNs and times
  std::map<branch_id, branch_line> lines_;
  registry registry_;
  scn last_scn_{};     // sequenced
  scn durable_scn_{};  // visible
  microseconds last_time_{};
  commit_queue queue_;

  std::mutex ids_lock_;
  std::map<std::uint64_t, id_block> ids_;

  std::mutex cache_lock_;
  std::list<cached_state> cache_;  // newest use first

  std::mutex checkpoint_lock_;
  std::unique_ptr<checkpoint_run> run_;  // a checkpoint under way
  // Where the log stood when the last complete one began, and on by what the checkpoint itself
  // wrote; or when one failed.
  std::atomic<std::uint64_t> checkpoint_end_{0};
  std::atomic<std::uint64_t> checkpoints_{0};
  std::optional<std::pair<scn, std::uint64_t>> last_checkpoint_;  // its SCN and frame
  std::unique_ptr<storage::log_reader> follower_;
  std::atomic<std::int64_t> synced_at_{0};
  bool closed_ = false;
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/engine.ipp>
#include <helios/history/impl/engine_as_of.ipp>
#include <helios/history/impl/engine_backup.ipp>
#include <helios/history/impl/engine_branches.ipp>
#include <helios/history/impl/engine_checkpoint.ipp>
#include <helios/history/impl/engine_commit.ipp>
#include <helios/history/impl/engine_commits.ipp>
#include <helios/history/impl/engine_log.ipp>
#include <helios/history/impl/engine_report.ipp>
#include <helios/history/impl/engine_vacuum.ipp>
#include <helios/history/impl/unfinished_vacuum.ipp>
#include <helios/history/impl/vacuum_choose.ipp>
#include <helios/history/impl/vacuum_replay.ipp>
#endif
