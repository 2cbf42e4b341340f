// helios/typed/column_type.hpp -- C++ types of members and the SQL types of their columns.
//
// Shape     bool                                  boolean
//           integers                              smallint, integer, bigint; unsigned ones the next
//                                                 larger type, 64 bits bigint
//           float, double                         real, double precision
//           std::string                           text
//           std::vector<std::byte>                bytea
//           std::vector<T>                        an array of T's type; of std::optional<T>, with
//                                                 NULLs among its elements
//           vec<N>                                vector(N): vec.hpp
//           decimal, numeric<P, S>                numeric, numeric(P, S): numeric.hpp
//           sys_days, year_month_day              date
//           sys_time<D>, local_time<D>            timestamptz, timestamp
//           hh_mm_ss<D>, duration<N, P>           time, interval: chrono_values.hpp
//           interval, uuid, types::date,
//           time_of_day, timestamp, timestamp_tz  themselves
//           std::optional<T>                      that of T, with NULL
//           enums                                 an enumeration: enum_labels.hpp
//           json                                  jsonb: json_column.hpp
//           types with column_as<T>               what it says
//           varchar<N>, character<N>              character varying(N), character(N): in
//                                                 column_type<"a", varchar<20>>, of no member
#pragma once

#include <helios/typed/values.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace helios {

using types::decimal;
using types::interval;
using types::to_text;
using types::uuid;

/// Specialise it for a type of your own that has a helios::conversion:
///   static constexpr types::data_type type = ...;
template <class T>
struct column_as;

/// SQL types that no C++ type stands for.
template <int Length>
struct varchar;
template <int Length>
struct character;
template <int Length>
struct column_as<varchar<Length>> {
  static_assert(Length > 0, "varchar<N> has room for at least one character");
  static constexpr types::data_type type{types::type_id::varchar, Length};
};
template <int Length>
struct column_as<character<Length>> {
  static_assert(Length > 0, "character<N> has room for at least one character");
  static constexpr types::data_type type{types::type_id::bpchar, Length};
};

}  // namespace helios

namespace helios::typed {

namespace detail {

template <class T>
inline constexpr bool is_array = false;
template <class T, class A>
inline constexpr bool is_array<std::vector<T, A>> = true;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

template <class T>
inline constexpr types::type_id time_type = types::type_id::unknown;
template <class D>
inline constexpr types::type_id time_type<std::chrono::sys_time<D>> =
    std::same_as<D, std::chrono::days> ? types::type_id::date : types::type_id::timestamptz;
template <class D>
inline constexpr types::type_id time_type<std::chrono::local_time<D>> = types::type_id::timestamp;

template <class T>
concept says_its_column = requires {
  column_as<T>::type;
};

template <class T>
[[nodiscard]] consteval types::data_type type_of();

/// Of a std::vector: nothing of what has no column, or is an array itself.
template <class T>
[[nodiscard]] consteval types::data_type type_of_array() {
  constexpr types::data_type element = type_of<T>();
  if constexpr (element.id == types::type_id::unknown || element.id == types::type_id::array) {
    return types::type_id::unknown;
  } else {
    return types::array_of(element);
  }
}

template <class T>
[[nodiscard]] consteval types::data_type type_of() {
  using types::type_id;
  if constexpr (says_its_column<T>) {
    return column_as<T>::type;
  } else if constexpr (std::same_as<T, bool>) {
    return type_id::boolean;
  } else if constexpr (std::integral<T>) {
    constexpr std::size_t size = sizeof(T) + std::unsigned_integral<T>;
    return size <= sizeof(std::int16_t)   ? type_id::int2
           : size <= sizeof(std::int32_t) ? type_id::int4
                                          : type_id::int8;
  } else if constexpr (std::same_as<T, float>) {
    return type_id::float4;
  } else if constexpr (std::same_as<T, double>) {
    return type_id::float8;
  } else if constexpr (std::same_as<T, std::string>) {
    return type_id::text;
  } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
    return type_id::bytea;
  } else if constexpr (helios::detail::is_vector<T>) {
    return type_of_array<helios::detail::element_of_vector<T>>();
  } else if constexpr (helios::detail::is_vec<T>) {
    return {type_id::vector, static_cast<std::int32_t>(T::size())};
  } else if constexpr (std::same_as<T, types::decimal>) {
    return type_id::numeric;
  } else if constexpr (helios::detail::labelled_enum<T>) {
    return label_count<T>() == 0 ? type_id::unknown : type_id::enumeration;
  } else if constexpr (types::fixed_value<T>) {
    return types::detail::type_id_of<T>;
  } else {
    return time_type<T>;
  }
}

}  // namespace detail

/// Without std::optional.
template <class T>
struct value_of {
  using type = T;
};
template <class T>
struct value_of<std::optional<T>> {
  using type = T;
};

template <class T>
inline constexpr bool is_nullable = helios::detail::is_optional<T>::value;
/// type_id::unknown: a member of this type is no column.
template <class T>
inline constexpr types::data_type column_type = detail::type_of<typename value_of<T>::type>();
template <class T>
inline constexpr bool is_column = column_type<T>.id != types::type_id::unknown;

/// Whether a member whose column would be of one type holds all values of a column of another.
[[nodiscard]] constexpr bool holds(types::data_type member, types::data_type stored) noexcept {
  using types::type_id;
  auto const among = [&](auto... ids) { return ((stored.id == ids) || ...); };
  switch (member.id) {
    case type_id::int4: return among(type_id::int2, type_id::int4);
    case type_id::int8: return among(type_id::int2, type_id::int4, type_id::int8);
    case type_id::float4: return among(type_id::int2, type_id::float4);
    case type_id::float8:
      return among(type_id::int2, type_id::int4, type_id::int8, type_id::float4, type_id::float8,
                   type_id::numeric);
    case type_id::text: return among(type_id::text, type_id::varchar, type_id::bpchar);
    case type_id::numeric:
      return among(type_id::numeric) &&
             (!member.constrained() ||
              (stored.constrained() && stored.scale <= member.scale &&
               stored.precision - stored.scale <= member.precision - member.scale));
    case type_id::array:
      return stored.id == type_id::array && holds(element_of(member), element_of(stored));
    case type_id::vector: return stored == member;
    default: return stored.id == member.id;  // the other types hold only their own
  }
}

}  // namespace helios::typed
