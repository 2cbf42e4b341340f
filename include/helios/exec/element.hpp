// helios/exec/element.hpp -- the C++ type that holds one value of each SQL type inside a batch.
//
// Shape     numbers, dates, times, uuid   the type of helios/types
//           numeric                       types::decimal, each value with its scale
//           enumerations                  types::enumerator, each value with its definition
//           arrays                        types::array_view, which says what its elements are
//           vectors                       types::vector_view
//           strings, bytea, json, unknown std::string_view; bpchar without the blanks at its end
//           jsonb                         types::jsonb_view, which compares as SQL does
//           So kernels are written once per C++ type, and a leaf's int32, int64 and double columns
//           are read where they lie.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/float_order.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/physical.hpp>
#include <helios/types/value.hpp>

#include <compare>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace helios::exec {

using types::data_type;
using types::type_id;
using types::value;

/// Calls f with as_type<T>, T the element of the type.
template <class F>
constexpr decltype(auto) with_element(type_id t, F&& f) {
  switch (t) {
    case type_id::boolean: return std::forward<F>(f)(as_type<bool>{});
    case type_id::int2: return std::forward<F>(f)(as_type<std::int16_t>{});
    case type_id::int4: return std::forward<F>(f)(as_type<std::int32_t>{});
    case type_id::int8: return std::forward<F>(f)(as_type<std::int64_t>{});
    case type_id::float4: return std::forward<F>(f)(as_type<float>{});
    case type_id::float8: return std::forward<F>(f)(as_type<double>{});
    case type_id::numeric: return std::forward<F>(f)(as_type<types::decimal>{});
    case type_id::date: return std::forward<F>(f)(as_type<types::date>{});
    case type_id::time: return std::forward<F>(f)(as_type<types::time_of_day>{});
    case type_id::timestamp: return std::forward<F>(f)(as_type<types::timestamp>{});
    case type_id::timestamptz: return std::forward<F>(f)(as_type<types::timestamp_tz>{});
    case type_id::interval: return std::forward<F>(f)(as_type<types::interval>{});
    case type_id::uuid: return std::forward<F>(f)(as_type<types::uuid>{});
    case type_id::enumeration: return std::forward<F>(f)(as_type<types::enumerator>{});
    case type_id::array: return std::forward<F>(f)(as_type<types::array_view>{});
    case type_id::vector: return std::forward<F>(f)(as_type<types::vector_view>{});
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar:
    case type_id::bytea:
    case type_id::json: return std::forward<F>(f)(as_type<std::string_view>{});
    case type_id::jsonb: return std::forward<F>(f)(as_type<types::jsonb_view>{});
  }
  HELIOS_UNREACHABLE();
}

/// The SQL type that a kernel means by a C++ type; a string is text.
template <class T>
inline constexpr type_id type_of = types::detail::type_id_of<T>;
template <>
inline constexpr type_id type_of<types::decimal> = type_id::numeric;
template <>
inline constexpr type_id type_of<std::string_view> = type_id::text;
template <>
inline constexpr type_id type_of<types::jsonb_view> = type_id::jsonb;
template <>
inline constexpr type_id type_of<types::array_view> = type_id::array;
template <>
inline constexpr type_id type_of<types::vector_view> = type_id::vector;

/// Elements that point to bytes elsewhere, which whoever keeps them copies.
template <class T>
concept far_element = std::same_as<T, std::string_view> || std::same_as<T, types::jsonb_view> ||
    std::same_as<T, types::array_view> || std::same_as<T, types::vector_view>;

[[nodiscard]] constexpr std::string_view characters(std::string_view v) noexcept { return v; }
[[nodiscard]] constexpr std::string_view characters(types::jsonb_view v) noexcept { return v.text; }

[[nodiscard]] inline std::size_t element_size(type_id t) noexcept {
  return with_element(t, [](auto as) { return sizeof(typename decltype(as)::type); });
}

/// SQL's order of two elements: NaN behind all numbers.
template <class T>
[[nodiscard]] constexpr std::weak_ordering order(T const& a, T const& b) noexcept {
  if constexpr (std::floating_point<T>) {
    return types::compare_floats(a, b);
  } else {
    return a <=> b;
  }
}
/// order(a, b) < 0, without branches where that can be.
template <class T>
[[nodiscard]] constexpr bool less(T const& a, T const& b) noexcept {
  if constexpr (std::floating_point<T>) {
    return types::float_less(a, b);
  } else {
    return a < b;
  }
}

}  // namespace helios::exec
