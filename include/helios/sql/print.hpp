// helios/sql/print.hpp -- syntax trees to SQL text.
//
// Laws      same(parse(print(tree)), tree) for every tree that parse() returns;
//           print(parse(print(tree))) == print(tree): the text is canonical
// Threads   stateless
#pragma once

#include <helios/sql/ast/visit.hpp>

#include <string>

namespace helios::sql {

[[nodiscard]] HELIOS_DECL std::string print(ast::statement const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::expression const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::data_type const& tree);
[[nodiscard]] HELIOS_DECL std::string print(ast::qualified_name const& tree);
/// A name as it must be written: in double quotes where it would not be read as itself.
[[nodiscard]] HELIOS_DECL std::string quote_name(std::string_view name);
[[nodiscard]] HELIOS_DECL std::string quote_string(std::string_view value);

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/print.ipp>
#endif
