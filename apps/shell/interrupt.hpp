// apps/shell/interrupt.hpp -- Ctrl-C: stops the statement that runs; at the prompt, forgets what
// was typed.
#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>
#include <thread>

namespace shell {

/// Waits for SIGINT in a thread of its own, where a lock may be taken. Make one before any other
/// thread: the signal is blocked in all that come later.
class interrupt {
 public:
  interrupt();
  ~interrupt();
  interrupt(interrupt const&) = delete;
  interrupt& operator=(interrupt const&) = delete;

  /// For a statement that begins now.
  [[nodiscard]] std::stop_token begin();
  void end();
  /// Whether Ctrl-C came at the prompt since the last call.
  [[nodiscard]] bool take() noexcept { return asked_.exchange(false); }

 private:
  void wait();

  std::mutex lock_;
  std::stop_source running_{std::nostopstate};
  std::atomic<bool> asked_{false}, ended_{false};
  std::thread waiter_;
};

}  // namespace shell
