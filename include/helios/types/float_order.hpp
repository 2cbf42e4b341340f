// helios/types/float_order.hpp -- SQL's total order of floating point: NaN is last, -0 equals 0.
#pragma once

#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace helios::types {

/// One representative of equal values: +0 for both zeros, one NaN.
template <std::floating_point Float>
[[nodiscard]] constexpr Float canonical(Float v) noexcept {
  return v != v ? std::numeric_limits<Float>::quiet_NaN() : v == 0 ? Float{0} : v;
}

/// Unsigned numbers in the order of the floats.
template <std::floating_point Float>
[[nodiscard]] constexpr auto to_ordered(Float v) noexcept {
  using bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  constexpr bits top = bits{1} << (8 * sizeof(bits) - 1);
  bits const b = std::bit_cast<bits>(canonical(v));
  return (b & top) != 0 ? static_cast<bits>(~b) : static_cast<bits>(b | top);
}
template <std::floating_point Float, class Bits>
[[nodiscard]] constexpr Float from_ordered(Bits b) noexcept {
  static_assert(sizeof(Bits) == sizeof(Float));
  constexpr Bits top = Bits{1} << (8 * sizeof(Bits) - 1);
  return std::bit_cast<Float>((b & top) != 0 ? static_cast<Bits>(b & ~top) : static_cast<Bits>(~b));
}

template <std::floating_point Float>
[[nodiscard]] constexpr std::weak_ordering compare_floats(Float a, Float b) noexcept {
  if (a < b) return std::weak_ordering::less;
  if (a > b) return std::weak_ordering::greater;
  if (a == b) return std::weak_ordering::equivalent;
  return static_cast<int>(a != a) <=> static_cast<int>(b != b);
}

/// compare_floats(a, b) < 0 and == 0 without branches, for kernels.
template <std::floating_point Float>
[[nodiscard]] constexpr bool float_less(Float a, Float b) noexcept {
  return static_cast<bool>(static_cast<int>(a < b) |
                           (static_cast<int>(a == a) & static_cast<int>(b != b)));
}
template <std::floating_point Float>
[[nodiscard]] constexpr bool float_equal(Float a, Float b) noexcept {
  return static_cast<bool>(static_cast<int>(a == b) |
                           (static_cast<int>(a != a) & static_cast<int>(b != b)));
}

}  // namespace helios::types
