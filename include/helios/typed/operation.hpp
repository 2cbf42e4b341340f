// helios/typed/operation.hpp -- what operators make of expressions; conditions on one value.
//
// Shape     + - * /   < <= > >= == !=   && || !     operators.hpp makes them
//           like, ilike, in, between, is_null, is_not_null     as member functions
// Laws      SQL's rules for NULL: an operation on std::optional is std::optional
// Threads   values
#pragma once

#include <helios/typed/function.hpp>

namespace helios::typed {

enum class operation : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  both,
  either,
  add,
  subtract,
  multiply,
  divide
};

[[nodiscard]] constexpr bool is_comparison(operation o) noexcept {
  return o <= operation::greater_equal;
}
[[nodiscard]] constexpr bool is_logic(operation o) noexcept {
  return o == operation::both || o == operation::either;
}
/// As SQL writes it, between blanks.
[[nodiscard]] constexpr std::string_view symbol(operation o) noexcept {
  switch (o) {
    case operation::equal: return " = ";
    case operation::not_equal: return " <> ";
    case operation::less: return " < ";
    case operation::less_equal: return " <= ";
    case operation::greater: return " > ";
    case operation::greater_equal: return " >= ";
    case operation::both: return " AND ";
    case operation::either: return " OR ";
    case operation::add: return " + ";
    case operation::subtract: return " - ";
    case operation::multiply: return " * ";
    case operation::divide: return " / ";
  }
  return {};
}

namespace detail {

namespace calculations {
using t = type_id;
inline constexpr signature sums[] = {
    {t::int2, {t::int2, t::int2}},
    {t::int4, {t::int4, t::int4}},
    {t::int8, {t::int8, t::int8}},
    {t::float4, {t::float4, t::float4}},
    {t::float8, {t::float8, t::float8}},
    {t::float8, {t::float4, t::float8}},
    {t::float8, {t::float8, t::float4}},
    {t::numeric, {t::numeric, t::numeric}},
    {t::date, {t::date, t::int4}},
    {t::date, {t::int4, t::date}},
    {t::timestamp, {t::date, t::time}},
    {t::timestamp, {t::time, t::date}},
    {t::timestamp, {t::date, t::interval}},
    {t::timestamp, {t::interval, t::date}},
    {t::timestamp, {t::timestamp, t::interval}},
    {t::timestamp, {t::interval, t::timestamp}},
    {t::timestamptz, {t::timestamptz, t::interval}},
    {t::timestamptz, {t::interval, t::timestamptz}},
    {t::time, {t::time, t::interval}},
    {t::time, {t::interval, t::time}},
    {t::interval, {t::interval, t::interval}},
};
inline constexpr signature differences[] = {
    {t::int2, {t::int2, t::int2}},
    {t::int4, {t::int4, t::int4}},
    {t::int8, {t::int8, t::int8}},
    {t::float4, {t::float4, t::float4}},
    {t::float8, {t::float8, t::float8}},
    {t::float8, {t::float4, t::float8}},
    {t::float8, {t::float8, t::float4}},
    {t::numeric, {t::numeric, t::numeric}},
    {t::date, {t::date, t::int4}},
    {t::int4, {t::date, t::date}},
    {t::timestamp, {t::date, t::interval}},
    {t::timestamp, {t::timestamp, t::interval}},
    {t::interval, {t::timestamp, t::timestamp}},
    {t::timestamptz, {t::timestamptz, t::interval}},
    {t::interval, {t::timestamptz, t::timestamptz}},
    {t::time, {t::time, t::interval}},
    {t::interval, {t::time, t::time}},
    {t::interval, {t::interval, t::interval}},
};
inline constexpr signature products[] = {
    {t::int2, {t::int2, t::int2}},           {t::int4, {t::int4, t::int4}},
    {t::int8, {t::int8, t::int8}},           {t::float4, {t::float4, t::float4}},
    {t::float8, {t::float8, t::float8}},     {t::float8, {t::float4, t::float8}},
    {t::float8, {t::float8, t::float4}},     {t::numeric, {t::numeric, t::numeric}},
    {t::interval, {t::interval, t::float8}}, {t::interval, {t::float8, t::interval}},
};
inline constexpr signature quotients[] = {
    {t::int2, {t::int2, t::int2}},           {t::int4, {t::int4, t::int4}},
    {t::int8, {t::int8, t::int8}},           {t::float4, {t::float4, t::float4}},
    {t::float8, {t::float8, t::float8}},     {t::float8, {t::float4, t::float8}},
    {t::float8, {t::float8, t::float4}},     {t::numeric, {t::numeric, t::numeric}},
    {t::interval, {t::interval, t::float8}},
};
}  // namespace calculations

/// The ways of an operator that calculates.
template <operation O>
inline constexpr function calculation{};
template <>
inline constexpr function calculation<operation::add>{"+", calculations::sums};
template <>
inline constexpr function calculation<operation::subtract>{"-", calculations::differences};
template <>
inline constexpr function calculation<operation::multiply>{"*", calculations::products};
template <>
inline constexpr function calculation<operation::divide>{"/", calculations::quotients};

template <operation O, class A, class B>
[[nodiscard]] consteval auto operation_type() {
  if constexpr (is_comparison(O) || is_logic(O)) {
    return std::type_identity<nullable_as<bool, A, B>>();
  } else {
    using value = typename cpp_value<call_type<calculation<O>, A, B>()>::type;
    return std::type_identity<nullable_as<value, A, B>>();
  }
}

template <operation O, class A, class B>
struct check_operation {
  static constexpr bool fits =
      any_unknown<A, B> || call_type<calculation<O>, A, B>() != type_id::unknown;
  static_assert(fits, "only numbers, dates and times can be calculated with, of types that fit");
};
template <operation O, class A, class B>
  requires(is_comparison(O))
struct check_operation<O, A, B> : check_comparison<A, B> {};
template <operation O, class A, class B>
  requires(is_logic(O))
struct check_operation<O, A, B> {
  static_assert(sizeof(check_condition<A>) + sizeof(check_condition<B>) != 0);
};

}  // namespace detail

/// (left op right)
template <operation O, class L, class R>
struct operation_node : compound_node<operation_node<O, L, R>, L, R> {
  L left;
  R right;
  template <class Scope>
  using type = typename decltype(detail::operation_type<O, detail::type_in<L, Scope>,
                                                        detail::type_in<R, Scope>>())::type;
  template <class Scope>
  using check = detail::check_operation<O, detail::type_in<L, Scope>, detail::type_in<R, Scope>>;

  void print(sql_text& to) const {
    left.print(to << "(");
    right.print(to << symbol(O));
    to << ")";
  }
};

template <class E>
struct not_node : compound_node<not_node<E>, E> {
  E of;
  template <class Scope>
  using type = detail::type_in<E, Scope>;
  template <class Scope>
  using check = detail::check_condition<type<Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(NOT ");
    to << ")";
  }
};

template <class E>
struct pattern_node : compound_node<pattern_node<E>, E> {
  E of;
  pattern_kind kind;
  std::string pattern;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<E, Scope>>;
  template <class Scope>
  using check = detail::check_text<detail::type_in<E, Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(");
    (to << (kind == pattern_kind::like ? " LIKE " : " ILIKE ")).add_parameter(to_value(pattern));
    to << ")";
  }
};

template <class E, bool Negated>
struct null_test_node : compound_node<null_test_node<E, Negated>, E> {
  E of;
  template <class>
  using type = bool;
  template <class Scope>
  using check = detail::check_null_test<detail::type_in<E, Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(");
    to << (Negated ? " IS NOT NULL)" : " IS NULL)");
  }
};

/// Whether a value is one of some.
template <class E, class... Vs>
struct among_node : compound_node<among_node<E, Vs...>, E, Vs...> {
  E of;
  std::tuple<Vs...> values;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<E, Scope>, detail::type_in<Vs, Scope>...>;
  template <class Scope>
  struct check {
    static_assert(
        (sizeof(detail::check_comparison<detail::type_in<E, Scope>, detail::type_in<Vs, Scope>>) +
         ... + 1) != 0);
  };

  void print(sql_text& to) const {
    of.print(to << "(");
    to << " IN (";
    std::apply([&to](auto const&... value) { print_list(to, value...); }, values);
    to << "))";
  }
};

}  // namespace helios::typed
