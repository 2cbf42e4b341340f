// helios/sql/ast/visit.hpp -- from a node's kind to its type: f(node) with the node as what it is.
#pragma once

#include <helios/sql/ast/branch.hpp>

namespace helios::sql::ast {

template <class F>
decltype(auto) visit(expression const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case expression_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_EXPRESSIONS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

template <class F>
decltype(auto) visit(statement const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case statement_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_STATEMENTS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

template <class F>
decltype(auto) visit(from_item const& node, F&& f) {
  switch (node.kind) {
#define HELIOS_SQL_CASE(type) \
  case from_kind::type: return f(static_cast<type const&>(node));
    HELIOS_SQL_FROM_ITEMS(HELIOS_SQL_CASE)
#undef HELIOS_SQL_CASE
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::sql::ast

#if HELIOS_HEADER_ONLY
#include <helios/sql/ast/impl/same.ipp>
#endif
