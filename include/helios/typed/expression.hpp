// helios/typed/expression.hpp -- what expressions over the columns of typed tables are made of.
//
// Shape     "age"_c                     a column; "users.age"_c where several tables have one
//           what is no node             a parameter
//           compound_node               what is made of others: operation.hpp and its neighbours
//           .as<"name">()   .asc()   .desc()   "age"_c = e     (an assignment is no condition)
//           A node knows neither table nor query: type<Scope> is what it is in one, check<Scope>
//           does not compile where it makes no sense. needs is what it waits for: needs.hpp.
// Threads   values
#pragma once

#include <helios/typed/expression_type.hpp>
#include <helios/typed/sql_text.hpp>
#include <helios/typed/values.hpp>

#include <tuple>

namespace helios::typed {

struct node_base {};
template <class T>
concept node = std::derived_from<std::remove_cvref_t<T>, node_base>;

namespace detail {

/// An expression's nodes, those within others first.
template <class... Nodes>
struct node_list {};
template <class... Lists>
struct joined;
template <class... A>
struct joined<node_list<A...>> {
  using type = node_list<A...>;
};
template <class... A, class... B, class... Rest>
struct joined<node_list<A...>, node_list<B...>, Rest...> : joined<node_list<A..., B...>, Rest...> {
};
template <>
struct joined<> {
  using type = node_list<>;
};

template <class... Es>
using needs_of_all = typename joined<typename Es::needs...>::type;

template <class T, class Scope>
using type_in = typename T::template type<Scope>;

}  // namespace detail

template <fixed_string Name>
struct column_node;
template <class T>
struct literal_node;

/// A node, or the parameter that a C++ value becomes.
template <class T>
[[nodiscard]] auto to_node(T const& v);
template <class T>
using node_of = decltype(to_node(std::declval<T const&>()));

enum class pattern_kind : std::uint8_t { like, ilike };
template <class E>
struct pattern_node;
template <class E, bool Negated>
struct null_test_node;
template <class E, class... Vs>
struct among_node;
template <class E, class Query>
struct in_query_node;
template <class E, fixed_string Name>
struct named_node;
template <class E>
struct order_node;

/// A query of typed tables, which may stand within another one.
template <class Q>
concept query = requires(Q const& q) {
  typename Q::row_type;
  typename Q::needs;
  { q.text() } -> std::same_as<sql_text>;
};

/// What stands for one value: its clauses.
template <class Derived>
struct value_node : node_base {
  [[nodiscard]] pattern_node<Derived> like(std::string_view pattern) const {
    return {{}, self(), pattern_kind::like, std::string(pattern)};
  }
  [[nodiscard]] pattern_node<Derived> ilike(std::string_view pattern) const {
    return {{}, self(), pattern_kind::ilike, std::string(pattern)};
  }
  [[nodiscard]] null_test_node<Derived, false> is_null() const { return {{}, self()}; }
  [[nodiscard]] null_test_node<Derived, true> is_not_null() const { return {{}, self()}; }
  template <class... Vs>
  [[nodiscard]] auto in(Vs const&... values) const {
    static_assert(sizeof...(Vs) != 0, "in() needs a value");
    return among_node<Derived, node_of<Vs>...>{{}, self(), {to_node(values)...}};
  }
  /// Of the one column that a query yields.
  template <query Q>
  [[nodiscard]] in_query_node<Derived, Q> in(Q const& of) const {
    return {{}, self(), of.text()};
  }
  template <class A, class B>
  [[nodiscard]] auto between(A const& least, B const& most) const {
    return self() >= least && self() <= most;
  }
  template <fixed_string Name>
  [[nodiscard]] named_node<Derived, Name> as() const {
    return {{}, self()};
  }
  [[nodiscard]] order_node<Derived> asc() const { return {self(), ""}; }
  [[nodiscard]] order_node<Derived> desc() const { return {self(), " DESC"}; }

 private:
  [[nodiscard]] Derived const& self() const noexcept { return static_cast<Derived const&>(*this); }
};

/// A value that is made of others.
template <class Derived, class... Children>
struct compound_node : value_node<Derived> {
  using nodes =
      typename detail::joined<typename Children::nodes..., detail::node_list<Derived>>::type;
  /// Columns that are in no aggregate.
  using loose = typename detail::joined<typename Children::loose...>::type;
  using needs = detail::needs_of_all<Children...>;
  static constexpr bool aggregates = (Children::aggregates || ... || false);
};

/// "column" = value, in update(): no node, so that no condition takes it.
template <fixed_string Name, class E>
struct assignment {
  E value;
};

template <fixed_string Name>
struct column_node : value_node<column_node<Name>> {
  using nodes = detail::node_list<column_node>;
  using loose = nodes;
  using needs = detail::node_list<>;
  static constexpr bool aggregates = false;
  template <class Scope>
  using type = typename Scope::template type_of_column<Name>;
  template <class Scope>
  using check = typename Scope::template check_column<Name>;

  void print(sql_text& to) const { to.add_name(Name.view()); }
  template <class V>
  [[nodiscard]] assignment<Name, node_of<V>> operator=(V const& v) const {  // NOLINT: no copy
    return {to_node(v)};
  }
};

/// What neither has columns nor may be wrong.
template <class Derived>
struct constant_node : value_node<Derived> {
  using nodes = detail::node_list<>;
  using loose = nodes;
  using needs = nodes;
  static constexpr bool aggregates = false;
};

/// A parameter.
template <class T>
struct literal_node : constant_node<literal_node<T>> {
  T value;
  template <class>
  using type = T;

  void print(sql_text& to) const { to.add_parameter(to_value(value)); }
};
template <>
struct literal_node<unknown_column> : constant_node<literal_node<unknown_column>> {
  template <class>
  using type = unknown_column;
  void print(sql_text&) const {}
};

template <class T>
[[nodiscard]] auto to_node(T const& v) {
  if constexpr (node<T>) {
    return v;
  } else if constexpr (std::convertible_to<T const&, std::string_view>) {
    return literal_node<std::string>{{}, std::string(std::string_view(v))};
  } else {
    constexpr bool fits = is_column<T>;
    static_assert(fits, "this type is no SQL value: see helios/typed/column_type.hpp");
    if constexpr (fits) {
      return literal_node<T>{{}, v};
    } else {
      return literal_node<unknown_column>{};
    }
  }
}

/// A value under a name, as select() has it.
template <class E, fixed_string Name>
struct named_node : node_base {
  E of;
  using nodes = typename E::nodes;
  using loose = typename E::loose;
  using needs = typename E::needs;
  static constexpr bool aggregates = E::aggregates;
  template <class Scope>
  using type = detail::type_in<E, Scope>;

  void print(sql_text& to) const {
    of.print(to);
    (to << " AS ").add_name(Name.view());
  }
};

/// What rows are ordered by.
template <class E>
struct order_node {
  E of;
  std::string_view direction, nulls{};
  using needs = typename E::needs;

  [[nodiscard]] order_node nulls_first() const { return {of, direction, " NULLS FIRST"}; }
  [[nodiscard]] order_node nulls_last() const { return {of, direction, " NULLS LAST"}; }
};

/// "a, b, c"
template <class... Es>
void print_list(sql_text& to, Es const&... values) {
  std::string_view between;
  (values.print(to << std::exchange(between, ", ")), ...);
}

namespace detail {

template <class Scope, class... Nodes>
constexpr void check_each(node_list<Nodes...>) {
  static_cast<void>((sizeof(typename Nodes::template check<Scope>) + ... + 0));
}

}  // namespace detail

/// Does not compile unless all of an expression is right in a scope. Each part is looked at from
/// here, so that what the compiler says is short however deep it lies.
template <class Scope, class E>
constexpr void check_expression() {
  detail::check_each<Scope>(typename E::nodes());
}

}  // namespace helios::typed
