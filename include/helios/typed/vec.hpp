// helios/typed/vec.hpp -- helios::vec<N>: a vector of N numbers, as a member a column vector(N).
//
// Shape     N floats, one behind the other: vec<3>{0.1, 0.2, 0.3}, vec{1, 0, 0}
// Laws      a <=> b is SQL's order of them, number by number
// Threads   as an array
// Errors    as a value of SQL 22000: NaN and infinity are no numbers of a vector
#pragma once

#include <helios/types/value.hpp>

#include <compare>
#include <cstddef>
#include <span>
#include <type_traits>

namespace helios {

template <std::size_t N>
struct vec {
  static_assert(N >= 1 && N <= std::size_t{types::most_dimensions},
                "a vector has 1 to 16000 dimensions");

  float numbers[N];  // NOLINT: an aggregate, as std::array is

  [[nodiscard]] static constexpr std::size_t size() noexcept { return N; }
  [[nodiscard]] constexpr float* data() noexcept { return numbers; }
  [[nodiscard]] constexpr float const* data() const noexcept { return numbers; }
  [[nodiscard]] constexpr float* begin() noexcept { return numbers; }
  [[nodiscard]] constexpr float const* begin() const noexcept { return numbers; }
  [[nodiscard]] constexpr float* end() noexcept { return numbers + N; }
  [[nodiscard]] constexpr float const* end() const noexcept { return numbers + N; }
  [[nodiscard]] constexpr float& operator[](std::size_t i) noexcept { return numbers[i]; }
  [[nodiscard]] constexpr float operator[](std::size_t i) const noexcept { return numbers[i]; }

  friend constexpr bool operator==(vec const& a, vec const& b) noexcept = default;
  friend constexpr auto operator<=>(vec const& a, vec const& b) noexcept = default;
};

namespace detail {

template <class T>
concept arithmetic = std::is_arithmetic_v<T>;

template <class T>
inline constexpr bool is_vec = false;
template <std::size_t N>
inline constexpr bool is_vec<vec<N>> = true;

[[nodiscard]] HELIOS_DECL types::value vector_parameter(std::span<float const> numbers);

}  // namespace detail

/// vec{1, 0, 0} is a vec<3>.
template <detail::arithmetic... Numbers>
vec(Numbers...) -> vec<sizeof...(Numbers)>;

}  // namespace helios
