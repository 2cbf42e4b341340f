// helios/typed/type_rules.hpp -- how SQL types meet, as the compiler knows it: what becomes what
// unasked, what two values have in common, what may be cast.
//
// Laws      tests/typed/type_rules.cpp holds all of it against what SQL does
// Threads   compile time
// Source    types/cast_rules.hpp, exec/functions/registry.hpp
#pragma once

#include <helios/typed/expression_type.hpp>

namespace helios::typed {

namespace detail {

using types::type_id;

/// Where a number stands: it becomes those behind it unasked. -1: no number.
[[nodiscard]] constexpr int number_rank(type_id t) noexcept {
  constexpr type_id ranks[] = {type_id::int2,    type_id::int4,   type_id::int8,
                               type_id::numeric, type_id::float4, type_id::float8};
  for (int i = 0; i != 6; ++i)
    if (ranks[i] == t) return i;
  return -1;
}
[[nodiscard]] constexpr bool is_text(type_id t) noexcept {
  return class_of(t) == value_class::text;
}
/// Whether a value becomes one of another type unasked.
[[nodiscard]] constexpr bool widens(type_id from, type_id to) noexcept {
  if (from == to) return true;
  if (number_rank(from) >= 0) return number_rank(from) < number_rank(to);
  if (is_text(from)) return is_text(to);
  if (from == type_id::time) return to == type_id::interval;
  return (from == type_id::date && class_of(to) == value_class::moment) ||
         (from == type_id::timestamp && to == type_id::timestamptz);
}
/// What is chosen among functions that would do.
[[nodiscard]] constexpr bool preferred(type_id t) noexcept {
  return t == type_id::boolean || t == type_id::float8 || t == type_id::text ||
         t == type_id::timestamptz || t == type_id::interval;
}
/// Of two types of one class: what CASE and COALESCE give.
[[nodiscard]] constexpr type_id common_id(type_id a, type_id b) noexcept {
  return !preferred(a) && widens(a, b) && !widens(b, a) ? b : a;
}
[[nodiscard]] constexpr bool may_cast(type_id from, type_id to) noexcept {
  bool const number = number_rank(to) >= 0;
  if (from == to || is_text(from) || is_text(to)) return to != type_id::bytea || from == to;
  if (from == type_id::boolean) return to == type_id::int4;
  if (to == type_id::boolean) return from == type_id::int4;
  if (number_rank(from) >= 0) return number;
  value_class const f = class_of(from), t = class_of(to);
  if (f == value_class::day) return t == value_class::moment;
  if (f == value_class::moment)
    return t == value_class::day || t == value_class::time || t == value_class::moment;
  return (f == value_class::time && t == value_class::span) ||
         (f == value_class::span && t == value_class::time);
}

/// What a value of an SQL type is in C++.
template <type_id>
struct cpp_value {
  using type = unknown_column;
};
template <class T>
struct cpp_value_is {
  using type = T;
};
// One that a struct would have for it.
template <>
struct cpp_value<type_id::boolean> : cpp_value_is<bool> {};
template <>
struct cpp_value<type_id::int2> : cpp_value_is<std::int16_t> {};
template <>
struct cpp_value<type_id::int4> : cpp_value_is<std::int32_t> {};
template <>
struct cpp_value<type_id::int8> : cpp_value_is<std::int64_t> {};
template <>
struct cpp_value<type_id::float4> : cpp_value_is<float> {};
template <>
struct cpp_value<type_id::float8> : cpp_value_is<double> {};
template <>
struct cpp_value<type_id::numeric> : cpp_value_is<types::decimal> {};
template <>
struct cpp_value<type_id::text> : cpp_value_is<std::string> {};
template <>
struct cpp_value<type_id::varchar> : cpp_value_is<std::string> {};
template <>
struct cpp_value<type_id::bpchar> : cpp_value_is<std::string> {};
template <>
struct cpp_value<type_id::bytea> : cpp_value_is<std::vector<std::byte>> {};
template <>
struct cpp_value<type_id::date> : cpp_value_is<std::chrono::sys_days> {};
template <>
struct cpp_value<type_id::time> : cpp_value_is<types::time_of_day> {};
template <>
struct cpp_value<type_id::timestamp>
    : cpp_value_is<std::chrono::local_time<std::chrono::microseconds>> {};
template <>
struct cpp_value<type_id::timestamptz>
    : cpp_value_is<std::chrono::sys_time<std::chrono::microseconds>> {};
template <>
struct cpp_value<type_id::interval> : cpp_value_is<types::interval> {};
template <>
struct cpp_value<type_id::uuid> : cpp_value_is<types::uuid> {};

/// NULL itself: what CASE without ELSE gives.
struct no_value {};

/// What two values have in common, without NULL; whether they have is check_comparison's.
template <class A, class B>
struct common_value {
  using type = typename cpp_value<common_id(column_type<A>.id, column_type<B>.id)>::type;
};
template <class A>
struct common_value<A, A> : cpp_value_is<A> {};
template <class A>
struct common_value<A, no_value> : cpp_value_is<A> {};
template <class A>
struct common_value<A, unknown_column> : cpp_value_is<A> {};
template <class A>
struct common_value<unknown_column, A> : cpp_value_is<A> {};
template <>
struct common_value<unknown_column, unknown_column> : cpp_value_is<unknown_column> {};
template <>
struct common_value<unknown_column, no_value> : cpp_value_is<unknown_column> {};

template <class First, class... Rest>
struct common_of : cpp_value_is<First> {};
template <class A, class B, class... Rest>
struct common_of<A, B, Rest...> : common_of<typename common_value<A, B>::type, Rest...> {};
/// What several values have in common, without NULL.
template <class... Ts>
using common_of_all = typename common_of<bare<Ts>...>::type;

}  // namespace detail

}  // namespace helios::typed
