// tests/support/forked_child.hpp -- runs a function in a forked child and gives its result.
#pragma once

#include <cerrno>

#include <sys/wait.h>
#include <unistd.h>

#ifdef HELIOS_TEST_COVERAGE
extern "C" void __gcov_dump();
#endif

namespace helios::test {

/// Ends a forked child, without what the parent's exit does; what gcov counted in it is kept.
[[noreturn]] inline void leave_child(int result) {
#ifdef HELIOS_TEST_COVERAGE
  __gcov_dump();
#endif
  ::_exit(result);
}

/// What `body` returns, 0 to 99, in a child process; 100: it threw; 200 + n: signal n ended it.
/// No assertions inside: their reports would be made twice.
template <class Body>
[[nodiscard]] int in_forked_child(Body&& body) {
  ::pid_t const child = ::fork();
  if (child == 0) {
    int result = 100;  // also when the body throws
    try {
      result = body();
    } catch (...) {
    }
    leave_child(result);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

}  // namespace helios::test
