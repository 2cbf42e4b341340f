// helios/api/impl/parse.ipp -- a text becomes statements.
#pragma once

#include <helios/api/session.hpp>

#include <helios/api/impl/parsed_statement.hpp>

namespace helios::api {

std::vector<statement_ptr> parse(std::string_view text) {
  auto const of = std::make_shared<detail::parsed_text>();
  of->text = text;
  std::vector<statement_ptr> statements;
  for (sql::ast::statement const* const tree : sql::parse(of->text, of->memory))
    statements.push_back(std::make_shared<detail::parsed_statement>(of, *tree));
  return statements;
}

}  // namespace helios::api
