// helios/history/write_gate.hpp -- whoever writes goes through together; who replaces the file,
// alone.
//
// Threads   any; not twice by one thread
// Cost      entering: one shared lock, about 20 ns. Those who wait to be alone are not overtaken
//           for ever: a shared lock alone would prefer the others.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace helios::history {

class write_gate {
 public:
  void lock_shared() {
    if (somebody_waits_.load(std::memory_order_acquire)) std::lock_guard const queue(turn_);
    lock_.lock_shared();
  }
  void unlock_shared() { lock_.unlock_shared(); }

  void lock() {
    turn_.lock();
    somebody_waits_.store(true, std::memory_order_release);
    lock_.lock();
  }
  void unlock() {
    lock_.unlock();
    somebody_waits_.store(false, std::memory_order_release);
    turn_.unlock();
  }

 private:
  std::mutex turn_;
  std::shared_mutex lock_;
  std::atomic<bool> somebody_waits_{false};
};

}  // namespace helios::history
