// helios/history/impl/commit_queue.ipp -- the leader's round.
#pragma once

#include <helios/history/commit_queue.hpp>

#include <algorithm>

namespace helios::history {

void commit_queue::wait(queued_frame_ptr const& frame) {
  std::unique_lock hold(lock_);
  decide(hold, *frame);
  if (frame->failed) std::rethrow_exception(frame->failed);
}

void commit_queue::settle() {
  std::unique_lock hold(lock_);
  if (queued_frame_ptr const last = newest_) decide(hold, *last);
}

void commit_queue::forget_waiting(registry& in) {
  std::lock_guard const hold(lock_);
  for (auto q = waiting_.rbegin(); q != waiting_.rend(); ++q) (*q)->forget(in);
}

/// Returns when a frame is durable or has failed. Holds lock_ at both ends.
void commit_queue::decide(std::unique_lock<std::mutex>& hold, queued_frame const& frame) {
  while (!frame.done) {
    if (led_) {
      changed_.wait(hold);
      continue;
    }
    led_ = true;
    hold.unlock();
    try {
      std::lock_guard const lead_one(leading_);
      {
        std::lock_guard const take(lock_);
        batch_.assign(waiting_.begin(), waiting_.end());
        waiting_.clear();
      }
      if (!batch_.empty()) lead();
      batch_.clear();
    } catch (...) {
      fail_all({}, std::current_exception());  // there was no memory for a batch
    }
    hold.lock();
    led_ = false;
    changed_.notify_all();
  }
}

/// Writes the batch, and syncs it if it is to be; tells those who wait how it went.
void commit_queue::lead() {
  try {
    frames_.clear();
    for (queued_frame_ptr const& q : batch_) {
      storage::frame_to_write f;
      f.type = q->type;
      f.branch = q->branch;
      f.scn = q->at;
      f.payload = q->payload;
      frames_.push_back(f);
    }
    std::uint64_t end = 0;
    {
      std::lock_guard const append(append_);
      bool const frees = std::all_of(batch_.begin(), batch_.end(), [](queued_frame_ptr const& q) {
        return q->from == storage::room::emergency;
      });
      end = log_->append(frames_, frees ? storage::room::emergency : storage::room::usual);
    }
    bool const must = std::any_of(batch_.begin(), batch_.end(),
                                  [](queued_frame_ptr const& q) { return q->always_synced; });
    if (sync_() || must) {
      log_->sync();
      syncs_.fetch_add(1, std::memory_order_relaxed);
    }
    if (log_->synced_end() >= end) log_->publish_durable({end, batch_.back()->at});
  } catch (...) {
    return fail_all(batch_, std::current_exception());
  }
  std::lock_guard const sequence(*sequencer_);
  for (std::size_t i = 0; i != batch_.size(); ++i) batch_[i]->durable(frames_[i].offset);
  std::lock_guard const hold(lock_);
  for (queued_frame_ptr const& q : batch_) q->done = true;
  if (newest_->done) newest_.reset();  // its functions hold versions
}

void commit_queue::fail_all(std::vector<queued_frame_ptr> const& batch, std::exception_ptr why) {
  // What was sequenced since grew from what has failed: it fails too.
  std::lock_guard const sequence(*sequencer_);
  std::lock_guard const hold(lock_);
  auto const take_back = [&](queued_frame const& q) {
    try {
      q.forget(*registry_);
      q.undo();
    } catch (...) {
      log_->poison();  // what is in memory is not what the log says
    }
  };
  std::for_each(waiting_.rbegin(), waiting_.rend(), [&](auto const& q) { take_back(*q); });
  std::for_each(batch.rbegin(), batch.rend(), [&](auto const& q) { take_back(*q); });
  auto const give_up = [&](queued_frame_ptr const& q) {
    q->failed = why;
    q->done = true;
  };
  std::for_each(batch.begin(), batch.end(), give_up);
  std::for_each(waiting_.begin(), waiting_.end(), give_up);
  waiting_.clear();
  newest_.reset();
}

}  // namespace helios::history
