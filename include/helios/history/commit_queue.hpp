// helios/history/commit_queue.hpp -- group commit: what was sequenced becomes durable, many frames
// at a time.
//
// Shape     sequenced --- enqueue ---> waiting --- the leader appends all, syncs once ---> durable,
//           or failed
// Holds     (Q1) frames reach the file in the order in which they were enqueued
//           (Q2) when a write or sync fails, every entry past the last durable one is undone,
//           newest first
// Threads   enqueue: under the engine's sequencer lock; wait: any
// Errors    wait: what the log threw: 53100 (nothing was written, the log goes on), 58030
// Source    leader/follower group commit (DeWitt et al., SIGMOD 1984)
#pragma once

#include <helios/storage/log.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace helios::history {

class registry;

/// One frame on its way into the log. Its functions run under the sequencer lock.
struct queued_frame {
  storage::frame_type type{};
  branch_id branch{};
  scn at{};
  bytes payload;
  storage::room from = storage::room::usual;  // emergency: it frees space, on a full disk too
  bool always_synced = false;  // whatever the mode: a promise that outlives a power loss
  std::function<void(std::uint64_t offset)> durable;  // with the frame's offset
  std::function<void(registry&)> forget;              // takes what it did back from a registry
  std::function<void()> undo;                         // and from the lines

  bool done = false;
  std::exception_ptr failed;
};
using queued_frame_ptr = std::shared_ptr<queued_frame>;

class commit_queue {
 public:
  /// `sync`: whether a batch is synced. `sequencer`: the lock under which durable and undo run.
  commit_queue(storage::log& to, std::mutex& sequencer, registry& known, std::function<bool()> sync)
      : log_(&to), sequencer_(&sequencer), registry_(&known), sync_(std::move(sync)) {}

  void enqueue(queued_frame_ptr frame) {
    std::lock_guard const hold(lock_);
    waiting_.push_back(std::move(frame));  // throws before anybody could wait for it
    newest_ = waiting_.back();
  }
  /// Returns when the frame is durable, leading a batch if nobody else does; throws what made it
  /// fail.
  HELIOS_DECL void wait(queued_frame_ptr const& frame);
  /// Returns when all that was enqueued before the call is durable or has failed.
  HELIOS_DECL void settle();
  /// Takes what still waits back from a registry's copy. Requires the sequencer lock, between
  /// batches.
  HELIOS_DECL void forget_waiting(registry& in);
  /// Runs f while no batch is under way: all frames in the file are applied to the heads.
  template <class F>
  decltype(auto) between_batches(F&& f) {
    std::lock_guard const hold(leading_);
    return f();
  }
  /// Batches go to another log from now on.  Requires: between batches, and nothing waits.
  void write_to(storage::log& to) noexcept { log_ = &to; }
  /// Serialises what appends to the log: batches and extents.
  [[nodiscard]] std::mutex& append_lock() noexcept { return append_; }
  /// Syncs done for batches; what a test divides by commits.
  [[nodiscard]] std::uint64_t syncs() const noexcept {
    return syncs_.load(std::memory_order_relaxed);
  }

 private:
  HELIOS_DECL void decide(std::unique_lock<std::mutex>& hold, queued_frame const& frame);
  HELIOS_DECL void lead();
  HELIOS_DECL void fail_all(std::vector<queued_frame_ptr> const& batch, std::exception_ptr why);

  storage::log* log_;
  std::mutex* sequencer_;
  registry* registry_;
  std::function<bool()> sync_;
  std::mutex leading_;                   // held while a batch is under way; taken before all others
  std::vector<queued_frame_ptr> batch_;  // under it, as the next: that batch, and its frames
  std::vector<storage::frame_to_write> frames_;
  std::mutex append_;
  std::mutex lock_;  // of what follows
  std::condition_variable changed_;
  bool led_ = false;
  std::deque<queued_frame_ptr> waiting_;
  queued_frame_ptr newest_;  // nullptr: all are decided
  std::atomic<std::uint64_t> syncs_{0};
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/commit_queue.ipp>
#endif
