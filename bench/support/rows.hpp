// The rows every store is given: the same keys, values and order.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

namespace helios::bench {

struct row {
  std::int64_t number;
  double real;
  std::array<char, 8> text;
};
static_assert(sizeof(row) == 24);

/// A good mixer of 64 bits: the finaliser of splitmix64.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x += 0x9e37'79b9'7f4a'7c15;
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}

/// Ascending with gaps, so that no store gains from guessing a key's place.
[[nodiscard]] constexpr std::int64_t key_at(std::uint64_t i) noexcept {
  return static_cast<std::int64_t>(8 * i + (mix(i) & 7));
}

/// The i-th row as its n-th update leaves it.
[[nodiscard]] inline row row_at(std::uint64_t i, std::uint64_t update = 0) noexcept {
  std::uint64_t const word = mix(i ^ (update << 40));
  row r{static_cast<std::int64_t>(word % 1'000'000), static_cast<double>(word >> 40) / 256, {}};
  for (std::size_t c = 0; c != r.text.size(); ++c)
    r.text[c] = static_cast<char>('a' + (word >> (5 * c)) % 26);
  return r;
}

/// Places of rows, uniformly random: the same for the same seed.
[[nodiscard]] inline std::vector<std::uint64_t> random_places(std::uint64_t count,
                                                              std::uint64_t rows,
                                                              std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> places(count);
  for (std::uint64_t& p : places) p = random() % rows;
  return places;
}

}  // namespace helios::bench
