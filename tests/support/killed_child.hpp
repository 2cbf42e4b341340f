// tests/support/killed_child.hpp -- a function in a forked child that is ended by SIGKILL.
#pragma once

#include <tests/support/forked_child.hpp>

#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>

#include <signal.h>
#include <sys/mman.h>

namespace helios::test {

/// A value that parent and forked children share.
template <class T>
class shared_value {
 public:
  shared_value() {
    void* const memory =
        ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no memory to share");
    value_ = new (memory) T{};
  }
  ~shared_value() { ::munmap(value_, sizeof(T)); }
  shared_value(shared_value const&) = delete;
  shared_value& operator=(shared_value const&) = delete;
  [[nodiscard]] T& operator*() const noexcept { return *value_; }
  [[nodiscard]] T* operator->() const noexcept { return value_; }

 private:
  T* value_;
};

enum class child_end { killed, finished, failed };

/// Runs body(ready) in a child and kills it `after` it has called ready(), unless it ends before.
/// failed: it threw, or another signal ended it.
template <class Body>
[[nodiscard]] child_end kill_child(Body&& body, std::chrono::microseconds after) {
  shared_value<std::atomic<bool>> const ready;
  ::pid_t const child = ::fork();
  if (child == 0) {
    int result = 1;
    try {
      body([&ready] { ready->store(true); });
      result = 0;
    } catch (...) {
    }
    leave_child(result);
  }
  int status = 0;
  bool ended = false;
  while (!ready->load() && !ended) {
    ended = ::waitpid(child, &status, WNOHANG) == child;
    if (!ended) std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  if (!ended) {
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return child_end::killed;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? child_end::finished : child_end::failed;
}

}  // namespace helios::test
