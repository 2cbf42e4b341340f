// tests/support/harmless_call.hpp -- that a call does no harm, whatever it is given: it ends soon,
// takes little memory, and no signal.
#pragma once

#include <tests/support/forked_child.hpp>

#include <helios/config.hpp>

#include <catch2/catch.hpp>

#include <string>

#include <sys/resource.h>

namespace helios::test {

[[nodiscard]] inline ::rusage usage_of(int who) {
  ::rusage use{};
  ::getrusage(who, &use);
  return use;
}
[[nodiscard]] inline double processor_seconds(::rusage const& use) {
  auto const seconds = [](::timeval const& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

/// Runs a call in a child of its own. Files are opened twice, for reading and for writing: a second
/// of the processor's time for each, and 64 MiB. Errors of helios are for the call to catch.
template <class Call>
void check_harmless(std::string const& what, Call&& call) {
  constexpr double sanitized = HELIOS_ADDRESS_SANITIZER != 0 ? 10 : 1;
  ::rusage const before = usage_of(RUSAGE_CHILDREN);
  int const end = in_forked_child([&] {
    long const memory = usage_of(RUSAGE_SELF).ru_maxrss;
    call();
    long const taken = usage_of(RUSAGE_SELF).ru_maxrss - memory;  // KiB
    return HELIOS_ADDRESS_SANITIZER == 0 && taken > (64 << 10) ? 1 : 0;
  });
  double const seconds = processor_seconds(usage_of(RUSAGE_CHILDREN)) - processor_seconds(before);
  INFO(what << ": 0 is well, 1 too much memory, 100 another exception, 200 + n signal n");
  CHECK(end == 0);
  CHECK(seconds < 2 * sanitized);
}

}  // namespace helios::test
