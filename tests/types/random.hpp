// tests/types/random.hpp -- random values for the laws, the same each run without HELIOS_SEED.
#pragma once

#include <tests/support/run_size.hpp>

#include <helios/types/decimal.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <random>

namespace helios::tests {

inline std::uint64_t seed() {
  static std::uint64_t const value = test::run_seed();
  return value;
}

class random {
 public:
  explicit random(std::uint64_t salt = 0) : engine_(seed() + salt) {}

  std::uint64_t bits() { return engine_(); }
  bool coin() { return (bits() & 1) != 0; }
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  /// Every magnitude is as likely as any other.
  std::int64_t spread() {
    auto const v = static_cast<std::int64_t>(bits() >> between(0, 63));
    return coin() ? v : -v - 1;
  }
  types::decimal decimal() {
    using namespace types;
    // One draw per statement: a seed must mean the same to every compiler.
    int const digits = static_cast<int>(between(1, 38));
    uint128 wide = bits();
    wide = (wide << 64 | bits()) % power_of_ten(digits);
    auto const mantissa = static_cast<int128>(wide);
    return {coin() ? mantissa : -mantissa, static_cast<int>(between(0, between(0, 38)))};
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace helios::tests

/// First line of a randomised test: the seed appears with every failure below it.
#define HELIOS_RANDOM(name, salt)                  \
  INFO("HELIOS_SEED=" << ::helios::tests::seed()); \
  ::helios::tests::random name(salt)

/// The expression throws helios::error with this SQLSTATE and message.
#define HELIOS_CHECK_ERROR(code_text, message_text, ...)    \
  do {                                                      \
    INFO(#__VA_ARGS__);                                     \
    try {                                                   \
      static_cast<void>(__VA_ARGS__);                       \
      FAIL_CHECK("no error, expected " << (message_text));  \
    } catch (::helios::error const& e) {                    \
      CHECK(e.sqlstate() == std::string_view(code_text));   \
      CHECK(e.message() == std::string_view(message_text)); \
    }                                                       \
  } while (false)
