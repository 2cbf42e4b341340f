// helios/types/physical.hpp -- the eight forms of a column's values, in memory and in the file.
//
// Shape     boolean 1 byte | int16 2 | int32 4 | int64 8 | int128 16 | float32 4 | float64 8 |
//           bytes: any length
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace helios {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

// g++ takes these enumerators for ones that hide helios::int128 and helios::bytes; a scoped
// enumeration's cannot.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class physical_type : std::uint8_t {
  boolean,
  int16,
  int32,
  int64,
  int128,
  float32,
  float64,
  bytes,
};
#pragma GCC diagnostic pop

/// Bytes of one value; 0 for `bytes`, whose values differ in length.
[[nodiscard]] constexpr std::size_t width(physical_type t) noexcept {
  constexpr std::uint8_t widths[] = {1, 2, 4, 8, 16, 4, 8, 0};
  return widths[static_cast<std::size_t>(t)];
}

/// Carries a C++ type to a generic lambda, which finds it as `typename decltype(as)::type`.
template <class T>
struct as_type {
  using type = T;
};

/// Calls f once with the C++ type that a batch holds for this form; `bytes` are seen as byte_view.
template <class F>
constexpr decltype(auto) visit(physical_type t, F&& f) {
  switch (t) {
    case physical_type::boolean: return std::forward<F>(f)(as_type<bool>{});
    case physical_type::int16: return std::forward<F>(f)(as_type<std::int16_t>{});
    case physical_type::int32: return std::forward<F>(f)(as_type<std::int32_t>{});
    case physical_type::int64: return std::forward<F>(f)(as_type<std::int64_t>{});
    case physical_type::int128: return std::forward<F>(f)(as_type<int128>{});
    case physical_type::float32: return std::forward<F>(f)(as_type<float>{});
    case physical_type::float64: return std::forward<F>(f)(as_type<double>{});
    case physical_type::bytes: return std::forward<F>(f)(as_type<byte_view>{});
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios
