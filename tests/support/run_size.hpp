// tests/support/run_size.hpp -- how much a random test does, and from which seed.
//
// tools/test runs the sizes written in the tests; a soak sets HELIOS_SIZE_<NAME> for single ones
// and HELIOS_SEED for other random numbers. docs/reliability.md lists the names.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace helios::test {

/// `usual`, unless HELIOS_SIZE_<name> says something else.
[[nodiscard]] inline std::uint64_t run_size(std::string const& name, std::uint64_t usual) {
  char const* const asked = std::getenv(("HELIOS_SIZE_" + name).c_str());
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : usual;
}

/// HELIOS_SEED, else `usual`.
[[nodiscard]] inline std::uint64_t run_seed(std::uint64_t usual = 20260101) {
  char const* const given = std::getenv("HELIOS_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : usual;
}
/// HELIOS_SEED, else another one each run.
[[nodiscard]] inline unsigned new_seed() {
  return static_cast<unsigned>(run_seed(std::random_device{}()));
}

}  // namespace helios::test
