// helios/sql/impl/print.ipp -- the printer's front: one text per tree.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/print.hpp>

#include <helios/sql/impl/print/ddl.ipp>
#include <helios/sql/impl/print/expression.ipp>
#include <helios/sql/impl/print/query.ipp>
#include <helios/sql/impl/print/session.ipp>

namespace helios::sql {
namespace printing {

void put(writer& p, ast::statement const& s) {
  check_stack();
  ast::visit(s, [&p](auto const& node) { put(p, node); });
}
template <class Tree>
[[nodiscard]] std::string text_of(Tree const& tree) {
  writer p;
  put(p, tree);
  return p.take();
}

}  // namespace printing

std::string print(ast::statement const& tree) { return printing::text_of(tree); }
std::string print(ast::expression const& tree) { return printing::text_of(tree); }
std::string print(ast::data_type const& tree) { return printing::text_of(tree); }
std::string print(ast::qualified_name const& tree) { return printing::text_of(tree); }

}  // namespace helios::sql
