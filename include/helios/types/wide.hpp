// helios/types/wide.hpp -- powers of ten, and 256-bit products and quotients for exact decimals.
//
// Cost      multiply: four 64-bit products. divide: one or four 128-bit divisions, 10 to 60 ns,
//           where the dividend has 128 bits or the divisor 64; else 128 shift-and-subtract steps,
//           0.3 us
#pragma once

#include <helios/types/physical.hpp>

#include <array>
#include <bit>

namespace helios::types {

/// 10^0 .. 10^38, all that fit 127 bits.
inline constexpr std::array<uint128, 39> powers_of_ten = [] {
  std::array<uint128, 39> p{};
  p[0] = 1;
  for (std::size_t i = 1; i != p.size(); ++i) p[i] = p[i - 1] * 10;
  return p;
}();

/// 10^n.  Requires 0 <= n <= 38.
[[nodiscard]] constexpr uint128 power_of_ten(int n) noexcept {
  HELIOS_EXPECTS(n >= 0 && n <= 38);
  return powers_of_ten[static_cast<std::size_t>(n)];
}

[[nodiscard]] constexpr int bit_width(uint128 v) noexcept {
  auto const high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 64 + static_cast<int>(std::bit_width(high))
                   : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(v)));
}

/// Decimal digits of v; 0 has none.
[[nodiscard]] constexpr int digit_count(uint128 v) noexcept {
  if (v == 0) return 0;
  // 1233 / 4096 is log10(2) to within what 128 bits can tell.
  int const guess = (bit_width(v) * 1233) >> 12;
  return v >= (guess == 39 ? ~uint128{0} : power_of_ten(guess)) ? guess + 1 : guess;
}

[[nodiscard]] constexpr uint128 magnitude(int128 v) noexcept {
  return v < 0 ? uint128{0} - static_cast<uint128>(v) : static_cast<uint128>(v);
}

struct uint256 {
  uint128 low = 0;
  uint128 high = 0;

  friend constexpr bool operator==(uint256 const&, uint256 const&) = default;
  friend constexpr bool operator<(uint256 const& a, uint256 const& b) noexcept {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  }
  /// Modulo 2^256, like the built-in unsigned types.
  friend constexpr uint256 operator+(uint256 const& a, uint256 const& b) noexcept {
    uint128 const sum = a.low + b.low;
    return {sum, a.high + b.high + (sum < a.low ? 1U : 0U)};
  }
  friend constexpr uint256 operator-(uint256 const& a, uint256 const& b) noexcept {
    return {a.low - b.low, a.high - b.high - (a.low < b.low ? 1U : 0U)};
  }
};

[[nodiscard]] constexpr uint256 multiply(uint128 a, uint128 b) noexcept {
  constexpr uint128 half = ~std::uint64_t{0};
  uint128 const a0 = a & half, a1 = a >> 64, b0 = b & half, b1 = b >> 64;
  uint128 const low = a0 * b0, mid = a1 * b0 + (low >> 64), cross = a0 * b1 + (mid & half);
  return {(cross << 64) | (low & half), a1 * b1 + (mid >> 64) + (cross >> 64)};
}

/// The product modulo 2^256.
[[nodiscard]] constexpr uint256 multiply(uint256 const& a, uint128 b) noexcept {
  uint256 const low = multiply(a.low, b);
  return {low.low, low.high + a.high * b};
}

struct wide_quotient {
  uint256 quotient;
  uint128 remainder = 0;
};

namespace detail {

/// By a divisor of 64 bits, limb by limb.
[[nodiscard]] constexpr wide_quotient divide_short(uint256 const& n, std::uint64_t d) noexcept {
  uint128 rest = 0;
  auto const step = [&](std::uint64_t limb) {
    uint128 const part = rest << 64 | limb;
    uint128 const quotient = part / d;
    rest = part - quotient * d;
    return quotient;
  };
  uint256 q;
  q.high = step(static_cast<std::uint64_t>(n.high >> 64)) << 64;
  q.high |= step(static_cast<std::uint64_t>(n.high));
  q.low = step(static_cast<std::uint64_t>(n.low >> 64)) << 64;
  q.low |= step(static_cast<std::uint64_t>(n.low));
  return {q, rest};
}

}  // namespace detail

/// Requires d != 0.
[[nodiscard]] constexpr wide_quotient divide(uint256 const& n, uint128 d) noexcept {
  HELIOS_EXPECTS(d != 0);
  if (n.high == 0) return {{n.low / d, 0}, n.low % d};
  if (d >> 64 == 0) return detail::divide_short(n, static_cast<std::uint64_t>(d));
  uint128 const high = n.high / d;
  uint128 rest = n.high % d, low = 0;
  for (int bit = 127; bit >= 0; --bit) {
    bool const carry = (rest >> 127) != 0;  // the 129th bit of the shifted remainder
    rest = (rest << 1) | ((n.low >> bit) & 1);
    low <<= 1;
    if (carry || rest >= d) {
      rest -= d;
      low |= 1;
    }
  }
  return {{low, high}, rest};
}

}  // namespace helios::types
