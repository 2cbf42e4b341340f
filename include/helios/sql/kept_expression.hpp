// helios/sql/kept_expression.hpp -- the expressions in definitions as the texts that are kept:
// defaults, CHECK, generated columns, parts of indexes.
//
// Laws      kept_text(kept_text(e)) == kept_text(e); kept_default(kept_default(e, t), t) likewise
// Threads   stateless
// Errors    42601, as parse_expression()
#pragma once

#include <helios/sql/ast/visit.hpp>
#include <helios/types/data_type.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace helios::sql {

[[nodiscard]] HELIOS_DECL std::string kept_text(std::string_view expression);

/// A literal string has no type of its own: it is kept with that of its column, unless that is a
/// string, whose length is the column's to judge.
[[nodiscard]] HELIOS_DECL std::string kept_default(ast::expression const& value,
                                                   types::type_id column);
/// Nothing: NULL, which is no default.
[[nodiscard]] HELIOS_DECL std::optional<std::string> kept_default(std::string_view value,
                                                                  types::type_id column);

/// A kept text after ALTER TABLE ... RENAME from TO to.
[[nodiscard]] HELIOS_DECL std::string rename_column(std::string_view kept, std::string_view from,
                                                    std::string_view to);
/// The columns that an expression names, one by one.
[[nodiscard]] HELIOS_DECL std::vector<std::string> columns_in(std::string_view expression);

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/kept_expression.ipp>
#endif
