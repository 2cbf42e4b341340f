// helios/types/physical.hpp -- the eight shapes a column can have in memory; kernels are templates over these.
//
// Shape     boolean 1 byte (0 or 1) | int16 2 | int32 4 | int64 8 | int128 16 | float32 4 | float64 8 | bytes: any length
//           Several SQL types share one shape (types/data_type.hpp maps them); what a number means is the
//           SQL type's business, so `date` adds and compares as int32.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace helios::types {

enum class physical_type : std::uint8_t { boolean, int16, int32, int64, int128, float32, float64, bytes };

__extension__ typedef __int128 int128;            // NOLINT(modernize-use-using): an alias-declaration warns
__extension__ typedef unsigned __int128 uint128;  // NOLINT(modernize-use-using)

/// Bytes per value; 0: every value has its own length.
[[nodiscard]] constexpr std::size_t width(physical_type t) noexcept {
  switch (t) {
    case physical_type::boolean: return 1;
    case physical_type::int16: return 2;
    case physical_type::int32: return 4;
    case physical_type::int64: return 8;
    case physical_type::int128: return 16;
    case physical_type::float32: return 4;
    case physical_type::float64: return 8;
    case physical_type::bytes: return 0;
  }
  HELIOS_UNREACHABLE();
}

/// Carries a C++ type to a generic lambda: `visit(t, [](auto as) { using T = typename decltype(as)::type; })`.
template <class T>
struct as_type {
  using type = T;
};

/// Calls f once with the C++ type that a batch holds for this shape; `bytes` are seen as byte_view.
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

}  // namespace helios::types
