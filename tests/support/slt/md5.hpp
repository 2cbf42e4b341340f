// tests/support/slt/md5.hpp -- MD5 of a text: how sqllogictest files abbreviate long results.
//
// Source    RFC 1321, sections 3.1 to 3.5. Compares test results; protects nothing.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace helios::test::slt {

class md5 {
 public:
  md5& append(std::string_view text) {
    length_ += text.size();
    for (char const c : text) {
      block_[filled_++] = static_cast<unsigned char>(c);
      if (filled_ == block_.size()) mix();
    }
    return *this;
  }

  /// The digest of all that was appended, 32 lower-case hex digits. Nothing may be appended after.
  [[nodiscard]] std::string hex() {
    std::uint64_t const bits = length_ * 8;
    append(std::string_view("\x80", 1));
    while (filled_ != 56) append(std::string_view("\0", 1));
    for (int i = 0; i != 8; ++i) block_[filled_++] = static_cast<unsigned char>(bits >> 8 * i);
    mix();
    std::string digits;
    for (std::uint32_t const word : state_) {
      for (int i = 0; i != 4; ++i) {
        std::uint32_t const byte = word >> 8 * i & 0xFF;
        digits += "0123456789abcdef"[byte >> 4];
        digits += "0123456789abcdef"[byte & 15];
      }
    }
    return digits;
  }

 private:
  // The RFC's table T: the integer part of 2^32 * |sin(i)|, i in radians from 1.
  static std::array<std::uint32_t, 64> sines() {
    std::array<std::uint32_t, 64> table{};
    for (int i = 0; i != 64; ++i) {
      table[static_cast<std::size_t>(i)] =
          static_cast<std::uint32_t>(std::floor(4294967296.0 * std::fabs(std::sin(i + 1.0))));
    }
    return table;
  }

  void mix() {
    static std::array<std::uint32_t, 64> const table = sines();
    static constexpr int shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    auto [a, b, c, d] = state_;
    for (std::uint32_t i = 0; i != 64; ++i) {
      std::uint32_t f = 0;
      std::uint32_t word = 0;
      switch (i / 16) {
        case 0: f = (b & c) | (~b & d), word = i; break;
        case 1: f = (b & d) | (c & ~d), word = (5 * i + 1) % 16; break;
        case 2: f = b ^ c ^ d, word = (3 * i + 5) % 16; break;
        case 3: f = c ^ (b | ~d), word = 7 * i % 16; break;
      }
      std::uint32_t const turned = std::rotl(a + f + input(word) + table[i], shifts[i / 16][i % 4]);
      a = d, d = c, c = b, b += turned;
    }
    state_[0] += a, state_[1] += b, state_[2] += c, state_[3] += d;
    filled_ = 0;
  }
  [[nodiscard]] std::uint32_t input(std::uint32_t word) const {
    std::uint32_t little_endian = 0;
    for (std::uint32_t i = 4; i-- != 0;) little_endian = little_endian << 8 | block_[4 * word + i];
    return little_endian;
  }

  std::array<std::uint32_t, 4> state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  std::array<unsigned char, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

[[nodiscard]] inline std::string md5_of(std::string_view text) { return md5().append(text).hex(); }

}  // namespace helios::test::slt
