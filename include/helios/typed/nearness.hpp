// helios/typed/nearness.hpp -- how near vectors are to one, as nearest() orders rows by it.
//
// Shape     e <-> v, e <=> v, ..: operators that an index would know, where l2_distance(e, v) is a
//           call
// Laws      NULL where one of them is
// Threads   values
#pragma once

#include <helios/typed/functions.hpp>
#include <helios/typed/neighbour.hpp>

namespace helios::typed {

template <class A, class B>
struct nearness_node : compound_node<nearness_node<A, B>, A, B> {
  A vectors;
  B to_one;
  metric by;
  template <class Scope>
  using type = detail::nullable_as<double, detail::type_in<A, Scope>, detail::type_in<B, Scope>>;
  template <class Scope>
  using check = detail::check_call<functions::l2_distance, detail::type_in<A, Scope>,
                                   detail::type_in<B, Scope>>;

  void print(sql_text& to) const {
    vectors.print(to);
    to_one.print(to << " " << helios::detail::operator_of(by) << " ");
  }
};
template <class A, class B>
[[nodiscard]] nearness_node<node_of<A>, node_of<B>> nearness(A const& vectors, B const& to_one,
                                                             metric by) {
  return {{}, to_node(vectors), to_node(to_one), by};
}

}  // namespace helios::typed
