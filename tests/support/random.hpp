// tests/support/random.hpp -- random input for laws: the same each run unless HELIOS_SEED is set.
//
// Use a generator per test and CAPTURE(random.seed): a failure then prints what repeats it.
#pragma once

#include <tests/support/run_size.hpp>

#include <helios/base/bytes.hpp>

#include <cstdint>
#include <random>

namespace helios::test {

struct random_source {
  std::uint64_t seed = run_seed();
  std::mt19937_64 engine{seed};

  /// Any 64-bit number; small and extreme ones as often as the rest together.
  [[nodiscard]] std::uint64_t number() {
    std::uint64_t const any = engine();
    switch (engine() % 4) {
      case 0: return any % 16;
      case 1: return ~(any % 16);
      default: return any >> (engine() % 64);
    }
  }
  [[nodiscard]] std::uint64_t below(std::uint64_t n) { return engine() % n; }
  [[nodiscard]] bytes some_bytes(std::size_t at_most) {
    bytes b(below(at_most + 1));
    for (std::byte& each : b) each = static_cast<std::byte>(engine());
    return b;
  }
};

}  // namespace helios::test
