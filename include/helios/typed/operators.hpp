// helios/typed/operators.hpp -- operators and functions that make expressions.
//
// Shape     one operand at least is a node; the other may be a C++ value
// Threads   stateless
#pragma once

#include <helios/typed/expression.hpp>

namespace helios::typed {

namespace detail {

template <class A, class B>
concept one_node = node<A> || node<B>;

template <template <class, class> class Node, class A, class B>
[[nodiscard]] auto join_nodes(A const& a, std::string_view op, B const& b) {
  return Node<node_of<A>, node_of<B>>{{}, to_node(a), op, to_node(b)};
}

}  // namespace detail

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator==(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " = ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator!=(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " <> ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator<(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " < ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator<=(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " <= ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator>(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " > ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator>=(A const& a, B const& b) {
  return detail::join_nodes<comparison_node>(a, " >= ", b);
}

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator&&(A const& a, B const& b) {
  return detail::join_nodes<logic_node>(a, " AND ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator||(A const& a, B const& b) {
  return detail::join_nodes<logic_node>(a, " OR ", b);
}
template <node E>
[[nodiscard]] not_node<E> operator!(E const& of) {
  return {{}, of};
}

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator+(A const& a, B const& b) {
  return detail::join_nodes<arithmetic_node>(a, " + ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator-(A const& a, B const& b) {
  return detail::join_nodes<arithmetic_node>(a, " - ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator*(A const& a, B const& b) {
  return detail::join_nodes<arithmetic_node>(a, " * ", b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator/(A const& a, B const& b) {
  return detail::join_nodes<arithmetic_node>(a, " / ", b);
}

}  // namespace helios::typed

namespace helios::literals {

/// A column by its name.
template <typed::fixed_string Name>
[[nodiscard]] consteval typed::column_node<Name> operator""_c() {
  return {};
}

}  // namespace helios::literals
