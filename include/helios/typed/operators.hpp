// helios/typed/operators.hpp -- operators and functions that make expressions.
//
// Shape     one operand at least is a node; the other may be a C++ value
// Threads   stateless
#pragma once

#include <helios/typed/operation.hpp>

namespace helios::typed {

namespace detail {

template <class A, class B>
concept one_node = node<A> || node<B>;

template <operation O, class A, class B>
[[nodiscard]] auto join_nodes(A const& a, B const& b) {
  return operation_node<O, node_of<A>, node_of<B>>{{}, to_node(a), to_node(b)};
}

}  // namespace detail

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator==(A const& a, B const& b) {
  return detail::join_nodes<operation::equal>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator!=(A const& a, B const& b) {
  return detail::join_nodes<operation::not_equal>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator<(A const& a, B const& b) {
  return detail::join_nodes<operation::less>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator<=(A const& a, B const& b) {
  return detail::join_nodes<operation::less_equal>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator>(A const& a, B const& b) {
  return detail::join_nodes<operation::greater>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator>=(A const& a, B const& b) {
  return detail::join_nodes<operation::greater_equal>(a, b);
}

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator&&(A const& a, B const& b) {
  return detail::join_nodes<operation::both>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator||(A const& a, B const& b) {
  return detail::join_nodes<operation::either>(a, b);
}
template <node E>
[[nodiscard]] not_node<E> operator!(E const& of) {
  return {{}, of};
}

template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator+(A const& a, B const& b) {
  return detail::join_nodes<operation::add>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator-(A const& a, B const& b) {
  return detail::join_nodes<operation::subtract>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator*(A const& a, B const& b) {
  return detail::join_nodes<operation::multiply>(a, b);
}
template <class A, class B>
  requires detail::one_node<A, B>
[[nodiscard]] auto operator/(A const& a, B const& b) {
  return detail::join_nodes<operation::divide>(a, b);
}

}  // namespace helios::typed

namespace helios::literals {

/// A column by its name.
template <typed::fixed_string Name>
[[nodiscard]] consteval typed::column_node<Name> operator""_c() {
  return {};
}

}  // namespace helios::literals
