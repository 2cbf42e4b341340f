// tests/support/forged_words.hpp -- up to three words of a file with other values in them.
#pragma once

#include <helios/base/bytes.hpp>

#include <cstring>
#include <iterator>
#include <random>

namespace helios::testing {

/// Writes into the first `end` bytes of a file: numbers at the ends of their ranges, references of
/// pages, noise. The sums are left as they were (resealed_file.hpp).
inline void forge_words(bytes& image, std::uint64_t end, std::mt19937_64& random) {
  std::uint64_t const interesting[] = {0,
                                       1,
                                       0x7fff,
                                       0xffff,
                                       0x7fff'ffff,
                                       0x8000'0000,
                                       0xffff'ffff,
                                       ~std::uint64_t{0} >> 1,
                                       std::uint64_t{1} << 63,
                                       ~std::uint64_t{0},
                                       (16384 + random() % (end - 16384) / 64 * 64) | 1,
                                       random()};
  for (std::uint64_t words = 1 + random() % 3; words != 0; --words) {
    std::uint64_t const from = random() % 8 == 0 ? 24 : 16384;
    std::uint64_t const at = from + random() % (end - from - 8);
    std::uint64_t const value = interesting[random() % std::size(interesting)];
    std::size_t const width = std::size_t{1} << random() % 4;
    std::memcpy(image.data() + (random() % 4 == 0 ? at : at / width * width), &value, width);
  }
}

}  // namespace helios::testing
