// helios/typed/expression_type.hpp -- the types that expressions have, and which of them fit
// together.
//
// Shape     a check_... does not compile where they do not
// Laws      SQL's rules for NULL: an operation on std::optional is std::optional
// Threads   compile time
#pragma once

#include <helios/typed/columns.hpp>

namespace helios::typed {

/// What a name that nothing has stands for.
struct unknown_column {};

/// What can be compared with what.
enum class value_class {
  boolean,
  number,
  text,
  bytes,
  day,
  time,
  moment,
  span,
  uuid,
  enumeration,
  json,
  array,
  vector,
  none
};

[[nodiscard]] constexpr value_class class_of(types::type_id t) noexcept {
  using types::type_id;
  switch (t) {
    case type_id::boolean: return value_class::boolean;
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::numeric: return value_class::number;
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: return value_class::text;
    case type_id::bytea: return value_class::bytes;
    case type_id::date: return value_class::day;
    case type_id::time: return value_class::time;
    case type_id::timestamp:
    case type_id::timestamptz: return value_class::moment;
    case type_id::interval: return value_class::span;
    case type_id::uuid: return value_class::uuid;
    case type_id::enumeration: return value_class::enumeration;
    case type_id::jsonb: return value_class::json;
    case type_id::array: return value_class::array;
    case type_id::vector: return value_class::vector;
    case type_id::json:
    case type_id::unknown: break;
  }
  return value_class::none;
}
template <class T>
inline constexpr value_class class_of_type = class_of(column_type<T>.id);

namespace detail {

template <class T>
using bare = typename value_of<T>::type;

/// T, or NULL.
template <class T>
using nullable = std::optional<bare<T>>;

/// T, or NULL if one of the others may be.
template <class T, class... From>
using nullable_as =
    std::conditional_t<(is_nullable<From> || ...) && !is_nullable<T>, std::optional<T>, T>;

/// A wrong name is told once: what it would have been fits everywhere.
template <class... Ts>
inline constexpr bool any_unknown = (std::same_as<bare<Ts>, unknown_column> || ...);

/// Of two enumerations, arrays or vectors, only one with itself.
template <class A, class B>
inline constexpr bool alike = class_of_type<A> == class_of_type<B> &&
                              ((!types::has_kinds(column_type<bare<A>>.id) &&
                                class_of_type<A> != value_class::vector) ||
                               std::same_as<bare<A>, bare<B>>);

template <class A, class B>
struct check_comparison {
  static constexpr bool fits = any_unknown<A, B> || alike<A, B>;
  static_assert(fits, "values of these types cannot be compared");
};
template <class T>
struct check_condition {
  static constexpr bool fits = any_unknown<T> || std::same_as<bare<T>, bool>;
  static_assert(fits, "a condition is a boolean");
};
template <class T>
struct check_number {
  static constexpr bool fits = any_unknown<T> || class_of_type<T> == value_class::number;
  static_assert(fits, "only numbers can be calculated with");
};
template <class T>
struct check_text {
  static constexpr bool fits = any_unknown<T> || class_of_type<T> == value_class::text;
  static_assert(fits, "only texts are like a pattern, or have letters");
};
template <class T>
struct check_null_test {
  static constexpr bool fits = any_unknown<T> || is_nullable<T>;
  static_assert(fits, "this is never NULL: its member is no std::optional");
};

}  // namespace detail

}  // namespace helios::typed
