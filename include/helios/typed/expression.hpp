// helios/typed/expression.hpp -- conditions and values over the columns of typed tables.
//
// Shape     "age"_c                       a column; "users.age"_c where several tables have one
//           + - * /   < <= > >= == !=     && || !
//           like, ilike, in, between, is_null, is_not_null     as member functions
//           .as<"name">()   .asc()   .desc()   "age"_c = e     (an assignment is no condition)
//           A node knows neither table nor query: type<Scope> is what it is in one, check<Scope>
//           does not compile where it makes no sense. What is no node becomes a parameter.
// Laws      SQL's rules for NULL: an operation on std::optional is std::optional
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
template <class Node, class... Children>
using nodes_of = typename joined<typename Children::nodes..., node_list<Node>>::type;
/// Columns that are in no aggregate.
template <class... Children>
using loose_of = typename joined<typename Children::loose...>::type;
template <class... Children>
inline constexpr bool any_aggregate = (Children::aggregates || ... || false);

template <class T, class Scope>
using type_in = typename T::template type<Scope>;

}  // namespace detail

// Nodes.

template <class Derived>
struct value_node;

template <fixed_string Name>
struct column_node;
template <class T>
struct literal_node;

/// A node, or the parameter that a C++ value becomes.
template <class T>
[[nodiscard]] auto to_node(T const& v);
template <class T>
using node_of = decltype(to_node(std::declval<T const&>()));

template <class L, class R>
struct comparison_node;
template <class L, class R>
struct logic_node;
template <class E>
struct not_node;
template <class L, class R>
struct arithmetic_node;
template <class E>
struct pattern_node;
template <class E>
struct null_test_node;
template <class E, class... Vs>
struct among_node;
template <class E, fixed_string Name>
struct named_node;
template <class E>
struct order_node;

template <class Derived>
struct value_node : node_base {
  [[nodiscard]] pattern_node<Derived> like(std::string_view pattern) const {
    return {{}, self(), " LIKE ", std::string(pattern)};
  }
  [[nodiscard]] pattern_node<Derived> ilike(std::string_view pattern) const {
    return {{}, self(), " ILIKE ", std::string(pattern)};
  }
  [[nodiscard]] null_test_node<Derived> is_null() const { return {{}, self(), " IS NULL"}; }
  [[nodiscard]] null_test_node<Derived> is_not_null() const { return {{}, self(), " IS NOT NULL"}; }
  template <class... Vs>
  [[nodiscard]] among_node<Derived, node_of<Vs>...> in(Vs const&... values) const {
    static_assert(sizeof...(Vs) != 0, "in() needs a value");
    return {{}, self(), {to_node(values)...}};
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

/// "column" = value, in update(): no node, so that no condition takes it.
template <fixed_string Name, class E>
struct assignment {
  E value;
};

template <fixed_string Name>
struct column_node : value_node<column_node<Name>> {
  using nodes = detail::node_list<column_node>;
  using loose = nodes;
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

/// A parameter.
template <class T>
struct literal_node : value_node<literal_node<T>> {
  T value;
  using nodes = detail::node_list<>;
  using loose = nodes;
  static constexpr bool aggregates = false;
  template <class>
  using type = T;

  void print(sql_text& to) const { to.add_parameter(to_value(value)); }
};
template <>
struct literal_node<unknown_column> : value_node<literal_node<unknown_column>> {
  unknown_column value;
  using nodes = detail::node_list<>;
  using loose = nodes;
  static constexpr bool aggregates = false;
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
      return literal_node<unknown_column>{{}, {}};
    }
  }
}

/// left op right, in brackets.
template <class L, class R>
void print_operation(sql_text& to, L const& left, std::string_view op, R const& right) {
  left.print(to << "(");
  right.print(to << op);
  to << ")";
}

template <class L, class R>
struct comparison_node : value_node<comparison_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  using nodes = detail::nodes_of<comparison_node, L, R>;
  using loose = detail::loose_of<L, R>;
  static constexpr bool aggregates = detail::any_aggregate<L, R>;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<L, Scope>, detail::type_in<R, Scope>>;
  template <class Scope>
  using check = detail::check_comparison<detail::type_in<L, Scope>, detail::type_in<R, Scope>>;

  void print(sql_text& to) const { print_operation(to, left, op, right); }
};

template <class L, class R>
struct logic_node : value_node<logic_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  using nodes = detail::nodes_of<logic_node, L, R>;
  using loose = detail::loose_of<L, R>;
  static constexpr bool aggregates = detail::any_aggregate<L, R>;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<L, Scope>, detail::type_in<R, Scope>>;
  template <class Scope>
  struct check {
    static_assert(sizeof(detail::check_condition<detail::type_in<L, Scope>>) +
                      sizeof(detail::check_condition<detail::type_in<R, Scope>>) !=
                  0);
  };

  void print(sql_text& to) const { print_operation(to, left, op, right); }
};

template <class E>
struct not_node : value_node<not_node<E>> {
  E of;
  using nodes = detail::nodes_of<not_node, E>;
  using loose = detail::loose_of<E>;
  static constexpr bool aggregates = detail::any_aggregate<E>;
  template <class Scope>
  using type = detail::type_in<E, Scope>;
  template <class Scope>
  using check = detail::check_condition<type<Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(NOT ");
    to << ")";
  }
};

template <class L, class R>
struct arithmetic_node : value_node<arithmetic_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  using nodes = detail::nodes_of<arithmetic_node, L, R>;
  using loose = detail::loose_of<L, R>;
  static constexpr bool aggregates = detail::any_aggregate<L, R>;
  template <class Scope>
  using type = detail::nullable_as<
      typename decltype(detail::calculate<detail::bare<detail::type_in<L, Scope>>,
                                          detail::bare<detail::type_in<R, Scope>>>())::type,
      detail::type_in<L, Scope>, detail::type_in<R, Scope>>;
  template <class Scope>
  struct check {
    static_assert(sizeof(detail::check_number<detail::type_in<L, Scope>>) +
                      sizeof(detail::check_number<detail::type_in<R, Scope>>) !=
                  0);
  };

  void print(sql_text& to) const { print_operation(to, left, op, right); }
};

template <class E>
struct pattern_node : value_node<pattern_node<E>> {
  E of;
  std::string_view op;
  std::string pattern;
  using nodes = detail::nodes_of<pattern_node, E>;
  using loose = detail::loose_of<E>;
  static constexpr bool aggregates = detail::any_aggregate<E>;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<E, Scope>>;
  template <class Scope>
  using check = detail::check_text<detail::type_in<E, Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(");
    (to << op).add_parameter(to_value(pattern));
    to << ")";
  }
};

template <class E>
struct null_test_node : value_node<null_test_node<E>> {
  E of;
  std::string_view op;
  using nodes = detail::nodes_of<null_test_node, E>;
  using loose = detail::loose_of<E>;
  static constexpr bool aggregates = detail::any_aggregate<E>;
  template <class>
  using type = bool;
  template <class Scope>
  using check = detail::check_null_test<detail::type_in<E, Scope>>;

  void print(sql_text& to) const {
    of.print(to << "(");
    to << op << ")";
  }
};

template <class E, class... Vs>
struct among_node : value_node<among_node<E, Vs...>> {
  E of;
  std::tuple<Vs...> values;
  using nodes = detail::nodes_of<among_node, E, Vs...>;
  using loose = detail::loose_of<E, Vs...>;
  static constexpr bool aggregates = detail::any_aggregate<E, Vs...>;
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
    std::apply(
        [&to](auto const&... value) {
          std::string_view between;
          ((value.print(to << std::exchange(between, ", "))), ...);
        },
        values);
    to << "))";
  }
};

template <class E, fixed_string Name>
struct named_node : node_base {
  E of;
  using nodes = typename E::nodes;
  using loose = detail::loose_of<E>;
  static constexpr bool aggregates = detail::any_aggregate<E>;
  template <class Scope>
  using type = detail::type_in<E, Scope>;

  void print(sql_text& to) const {
    of.print(to);
    (to << " AS ").add_name(Name.view());
  }
};

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

/// What rows are ordered by.
template <class E>
struct order_node {
  E of;
  std::string_view direction;
};

}  // namespace helios::typed
