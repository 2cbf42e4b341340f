// helios/typed/values.hpp -- C++ values as SQL values: what stands for $1, $2, ...
//
// Shape     bool                                      boolean
//           integers up to 16, 32, 64 bits            smallint, integer, bigint; unsigned ones the
//                                                     next larger type
//           float, double                             real, double precision
//           std::string, string_view, char const*     of no type yet: they become what their place
//                                                     wants, so '2025-01-15' may be a date
//           std::vector<std::byte>, byte_view         bytea
//           std::vector<T>                            an array of them; where T is a text or enum,
//                                                     or all are NULL, of no type yet
//           vec<N>, std::span<float const>            vector
//           std::chrono::sys_days                     date
//           sys_time<D>, local_time<D>                timestamptz, timestamp; cut to microseconds
//           nullptr, std::nullopt                     NULL
//           std::optional<T>                          as T, or NULL
//           enums                                     the enumerator's name, of no type yet
//           types::value and helios::types' values    themselves
//           anything else                             conversion<T>::write
// Errors    22000 a vector with NaN or infinity, or of none; 22P02 a value of an enum that has no
//           name; 22003 a number or time beyond SQL's; 22021 text that is not UTF-8
#pragma once

#include <helios/config.hpp>
#include <helios/typed/enum_labels.hpp>
#include <helios/typed/vec.hpp>
#include <helios/types/value.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace helios {

/// Specialise it to read and write a type of your own:
///   static T read(field const& from);          // field is in helios/api/row.hpp
///   static types::value write(T const& from);
template <class T>
struct conversion;

namespace detail {

[[nodiscard]] HELIOS_DECL types::value text_parameter(std::string_view text);
/// Of an enum; without a name: 22P02.
[[nodiscard]] HELIOS_DECL types::value label_parameter(std::string_view label, std::int64_t value,
                                                       std::string_view type);
/// An array of values of one type, or NULL.
[[nodiscard]] HELIOS_DECL types::value array_parameter(std::vector<types::value> const& elements);
[[nodiscard]] HELIOS_DECL types::value integer_parameter(std::uint64_t number);
[[nodiscard]] HELIOS_DECL types::timestamp_tz to_instant(std::int64_t unix_microseconds);
[[nodiscard]] HELIOS_DECL types::date to_date(std::int64_t unix_days);

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
inline constexpr bool is_vector = false;
template <class T, class A>
inline constexpr bool is_vector<std::vector<T, A>> = true;
template <class A>
inline constexpr bool is_vector<std::vector<std::byte, A>> = false;
/// What an array's elements are but for NULL.
template <class V>
struct vector_element : std::type_identity<typename V::value_type> {};
template <class T, class A>
struct vector_element<std::vector<std::optional<T>, A>> : std::type_identity<T> {};
template <class V>
using element_of_vector = typename vector_element<V>::type;

template <class Clock>
inline constexpr bool counts_from_1970 =
    std::same_as<Clock, std::chrono::system_clock> || std::same_as<Clock, std::chrono::local_t>;
template <class T>
struct is_time_point : std::false_type {};
template <class Clock, class D>
struct is_time_point<std::chrono::time_point<Clock, D>>
    : std::bool_constant<counts_from_1970<Clock>> {};

/// Days alone are a date; everything finer is an instant.
template <class T>
concept civil_day =
    is_time_point<T>::value && std::same_as<typename T::duration, std::chrono::days>;
template <class T>
concept instant = is_time_point<T>::value && !civil_day<T>;

/// An enum whose values are those of an SQL enumeration: it has no conversion of its own.
template <class T>
concept labelled_enum = std::is_enum_v<T> && !requires {
  sizeof(conversion<T>);
};

template <std::integral T>
[[nodiscard]] types::value integer_value(T v) {
  if constexpr (std::same_as<T, bool>) {
    return types::value(v);
  } else if constexpr (std::unsigned_integral<T> && sizeof(T) == sizeof(std::uint64_t)) {
    return integer_parameter(v);
  } else if constexpr (sizeof(T) + std::unsigned_integral<T> <= sizeof(std::int16_t)) {
    return types::value(static_cast<std::int16_t>(v));
  } else if constexpr (sizeof(T) + std::unsigned_integral<T> <= sizeof(std::int32_t)) {
    return types::value(static_cast<std::int32_t>(v));
  } else {
    return types::value(static_cast<std::int64_t>(v));
  }
}

}  // namespace detail

template <class T>
[[nodiscard]] types::value to_value(T const& v) {
  if constexpr (std::same_as<T, types::value>) {
    return v;
  } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
    return {};
  } else if constexpr (detail::is_optional<T>::value) {
    return v ? to_value(*v) : types::value();
  } else if constexpr (std::integral<T>) {
    return detail::integer_value(v);
  } else if constexpr (types::fixed_value<T> || std::same_as<T, types::decimal>) {
    return types::value(v);
  } else if constexpr (std::convertible_to<T const&, std::string_view>) {
    return detail::text_parameter(v);
  } else if constexpr (std::convertible_to<T const&, byte_view>) {
    return types::value::bytea(v);
  } else if constexpr (detail::is_vector<T>) {
    std::vector<types::value> all;
    all.reserve(v.size());
    for (auto const& element : v)
      all.push_back(to_value(static_cast<typename T::value_type const&>(element)));
    return detail::array_parameter(all);
  } else if constexpr (detail::is_vec<T> || std::same_as<T, std::span<float const>> ||
                       std::same_as<T, std::span<float>>) {
    return detail::vector_parameter(v);
  } else if constexpr (detail::civil_day<T>) {
    return types::value(detail::to_date(v.time_since_epoch().count()));
  } else if constexpr (detail::instant<T>) {
    auto const cut = std::chrono::floor<std::chrono::microseconds>(v.time_since_epoch());
    types::timestamp_tz const at = detail::to_instant(cut.count());
    if constexpr (std::same_as<typename T::clock, std::chrono::local_t>) {
      return types::value(types::timestamp{{at.count}});
    } else {
      return types::value(at);
    }
  } else if constexpr (detail::labelled_enum<T>) {
    return detail::label_parameter(typed::enumerator_name(v), static_cast<std::int64_t>(v),
                                   typed::schema_of_enum<T>.name);
  } else {
    static_assert(
        requires { conversion<T>::write(v); },
        "this type is no SQL value: give helios::conversion<T> a function write");
    return conversion<T>::write(v);
  }
}

/// The parameters of a statement.
template <class... Ts>
[[nodiscard]] std::array<types::value, sizeof...(Ts)> to_values(Ts const&... all) {
  return {to_value(all)...};
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/values.ipp>
#endif
