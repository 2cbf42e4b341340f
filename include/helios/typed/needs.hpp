// helios/typed/needs.hpp -- what a query waits for before it can run: arguments, and the tables of
// the query that it stands in.
//
// Shape     parameter<1, int>                an argument of a prepared query, numbered from 1
//           a query's needs                  node_list<argument_need<1, int>, table_need<users>>
// Threads   values
#pragma once

#include <helios/typed/expression.hpp>

namespace helios::typed {

template <std::size_t Number, class T>
struct argument_need {};
/// A table of the query that this one stands in.
template <class Table>
struct table_need {};

template <std::size_t Number, class T>
struct parameter_node : constant_node<parameter_node<Number, T>> {
  static_assert(Number != 0, "parameters are numbered from 1");
  static_assert(is_column<T>, "this type is no SQL value: see helios/typed/column_type.hpp");
  using needs = detail::node_list<argument_need<Number, T>>;
  template <class>
  using type = T;

  void print(sql_text& to) const { to.add_open_parameter(Number); }
};

namespace detail {

// Of one need: the number of an argument, 0 for a table.
template <std::size_t Number, class T>
[[nodiscard]] constexpr std::size_t argument_number(argument_need<Number, T>) noexcept {
  return Number;
}
template <class Table>
[[nodiscard]] constexpr std::size_t argument_number(table_need<Table>) noexcept {
  return 0;
}

[[nodiscard]] constexpr std::size_t greatest_number(std::initializer_list<std::size_t> of) {
  std::size_t greatest = 0;
  for (std::size_t const n : of) greatest = n > greatest ? n : greatest;
  return greatest;
}

template <std::size_t Number, class Need>
inline constexpr bool is_other_argument = true;
template <std::size_t Number, std::size_t Other, class T>
inline constexpr bool is_other_argument<Number, argument_need<Other, T>> = Number != Other;

/// The type of the first argument of a number.
template <std::size_t Number, class... Needs>
struct argument_type {
  using type = unknown_column;
  static_assert(Number == 0, "the numbers of a query's parameters have a gap");
};
template <std::size_t Number, class First, class... Rest>
struct argument_type<Number, First, Rest...> : argument_type<Number, Rest...> {};
template <std::size_t Number, class T, class... Rest>
struct argument_type<Number, argument_need<Number, T>, Rest...> {
  using type = T;
  static constexpr bool same =
      ((is_other_argument<Number, Rest> || std::same_as<Rest, argument_need<Number, T>>)&&...);
  static_assert(same, "a parameter has two types");
};

template <class... Ts>
struct argument_list {};

template <class... Needs>
[[nodiscard]] constexpr auto arguments_of(node_list<Needs...>) {
  constexpr std::size_t count = greatest_number({0, argument_number(Needs())...});
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return argument_list<typename argument_type<I + 1, Needs...>::type...>();
  }
  (std::make_index_sequence<count>());
}

/// Those of a list that are arguments, and those that are tables.
template <class Needs>
struct arguments_in;
template <class... Needs>
struct arguments_in<node_list<Needs...>> {
  using type = typename joined<
      std::conditional_t<argument_number(Needs()) != 0, node_list<Needs>, node_list<>>...>::type;
};
template <class Needs>
struct tables_in;
template <class... Needs>
struct tables_in<node_list<Needs...>> {
  using type = typename joined<
      std::conditional_t<argument_number(Needs()) == 0, node_list<Needs>, node_list<>>...>::type;
};

template <class E>
struct needs_of_one {
  using needs = node_list<>;  // it is no node, which others say
};
template <class E>
  requires requires { typename E::needs; }
struct needs_of_one<E> {
  using needs = typename E::needs;
};
/// Needs, and what some expressions wait for.
template <class Needs, class... Es>
using needs_with = typename joined<Needs, typename needs_of_one<Es>::needs...>::type;

/// Whether a query may stand in another one: a table that it needs is there.
template <class Scope, class Need>
struct check_need {};
template <class Scope, class Table>
struct check_need<Scope, table_need<Table>> {
  static constexpr bool there = Scope::template has<Table>;
  static_assert(there, "a subquery is within a table that the query around it does not read");
};
template <class Scope, class... Needs>
[[nodiscard]] constexpr std::size_t check_needs(node_list<Needs...>) {
  return (sizeof(check_need<Scope, Needs>) + ... + 0);
}

template <class Need>
struct check_no_need {
  static constexpr bool table = argument_number(Need()) == 0;
  static_assert(table, "there are parameters in this, which only query.prepare() takes");
  static_assert(!table, "this is within another query: it stands in exists(), in() or scalar()");
};

}  // namespace detail

/// Does not compile unless all that something waits for is there.
constexpr void check_given(detail::node_list<>) noexcept {}
template <class First, class... Rest>
constexpr void check_given(detail::node_list<First, Rest...>) noexcept {
  static_cast<void>(sizeof(detail::check_no_need<First>));
}

}  // namespace helios::typed

namespace helios {

template <std::size_t Number, class T>
inline constexpr typed::parameter_node<Number, T> parameter{};

}  // namespace helios
