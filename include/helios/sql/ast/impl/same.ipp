// helios/sql/ast/impl/same.ipp -- equality of trees: each node compares its members, the kinds are
// found here.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/ast/visit.hpp>

namespace helios::sql::ast {

bool same(expression const& a, expression const& b) {
  check_stack();
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}
bool same(statement const& a, statement const& b) {
  check_stack();
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}
bool same(from_item const& a, from_item const& b) {
  check_stack();
  return a.kind == b.kind &&
         visit(a, [&b](auto const& node) { return node == static_cast<decltype(node)>(b); });
}

}  // namespace helios::sql::ast
