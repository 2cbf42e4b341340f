// helios/exec/functions/impl/md5.hpp -- the digest of SQL's md5(), as 32 hexadecimal digits.
//
// Source    RFC 1321. A name for equal texts, not a protection.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace helios::exec::detail {

class md5_state {
 public:
  void block(char const* data) noexcept {
    std::uint32_t m[16];
    std::memcpy(m, data, sizeof m);
    auto [a, b, c, d] = words_;
    for (std::uint32_t i = 0; i != 64; ++i) {
      std::uint32_t f = 0, g = 0;
      switch (i / 16) {
        case 0: f = (b & c) | (~b & d), g = i; break;
        case 1: f = (d & b) | (~d & c), g = (5 * i + 1) % 16; break;
        case 2: f = b ^ c ^ d, g = (3 * i + 5) % 16; break;
        case 3: f = c ^ (b | ~d), g = 7 * i % 16; break;
      }
      // floor(2^32 * |sin(i + 1)|), as the standard defines its table.
      auto const sine = static_cast<std::uint32_t>(
          static_cast<std::uint64_t>(std::fabs(std::sin(i + 1.0)) * 4294967296.0));
      std::uint32_t const sum = f + a + sine + m[g];
      a = std::exchange(d, std::exchange(c, std::exchange(b, b + std::rotl(sum, shift(i)))));
    }
    words_[0] += a, words_[1] += b, words_[2] += c, words_[3] += d;
  }
  [[nodiscard]] std::array<std::uint32_t, 4> const& words() const noexcept { return words_; }

 private:
  static int shift(std::uint32_t i) noexcept {
    constexpr std::uint8_t shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    return shifts[i / 16][i % 4];
  }
  std::array<std::uint32_t, 4> words_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
};

[[nodiscard]] inline std::array<char, 32> md5_text(std::string_view s) noexcept {
  md5_state state;
  std::size_t at = 0;
  for (; s.size() - at >= 64; at += 64) state.block(s.data() + at);
  char tail[128] = {};
  std::size_t const left = s.copy(tail, s.size() - at, at);
  tail[left] = static_cast<char>(0x80);
  std::size_t const size = left < 56 ? 64 : 128;
  std::uint64_t const bits = 8 * static_cast<std::uint64_t>(s.size());
  std::memcpy(tail + size - 8, &bits, 8);
  for (std::size_t i = 0; i != size; i += 64) state.block(tail + i);
  std::array<char, 32> out{};
  for (std::size_t i = 0; i != 16; ++i) {
    std::uint32_t const byte = state.words()[i / 4] >> (8 * (i % 4)) & 0xff;
    out[2 * i] = "0123456789abcdef"[byte >> 4];
    out[2 * i + 1] = "0123456789abcdef"[byte & 15];
  }
  return out;
}

}  // namespace helios::exec::detail
