// helios/catalog/constraint_error.hpp -- the words for broken constraints: PostgreSQL's.
#pragma once

#include <helios/catalog/table_key.hpp>

#include <string>

namespace helios::catalog {

/// "(id, name)=(1, Ada)"; with the values of a row, in the order of `columns`.
[[nodiscard]] HELIOS_DECL std::string key_text(table_definition const& table,
                                               std::span<column_id const> columns,
                                               std::span<types::value const> row);
/// "(1, null, Ada)".
[[nodiscard]] HELIOS_DECL std::string row_text(std::span<types::value const> row);

/// 23505 duplicate key value violates unique constraint "t_pkey".
[[nodiscard]] HELIOS_DECL error duplicate_key(std::string_view constraint, std::string key);
/// 23502 null value in column "b" of relation "t" violates not-null constraint.
[[nodiscard]] HELIOS_DECL error null_value(table_definition const& table, std::size_t column,
                                           std::span<types::value const> row);
/// 23514 new row for relation "t" violates check constraint "c".
[[nodiscard]] HELIOS_DECL error failed_check(table_definition const& table,
                                             std::string_view constraint,
                                             std::span<types::value const> row);
/// 23503 insert or update on table "c" violates foreign key constraint "f".
[[nodiscard]] HELIOS_DECL error no_parent(table_definition const& child,
                                          constraint_definition const& key,
                                          table_definition const& parent,
                                          std::span<types::value const> row);
/// 23503 update or delete on table "p" violates foreign key constraint "f" on table "c".
[[nodiscard]] HELIOS_DECL error still_referenced(table_definition const& parent,
                                                 constraint_definition const& key,
                                                 table_definition const& child,
                                                 std::span<types::value const> parent_row);
/// The same failure of a generated column's expression, with the table, the key and the column.
[[nodiscard]] HELIOS_DECL error not_computed(table_definition const& table,
                                             column_definition const& column,
                                             std::span<types::value const> row, error const& why);

/// The parts of an index as a message names them: "(a, lower(b))=(1, x)".
[[nodiscard]] HELIOS_DECL std::string key_text(table_definition const& table,
                                               index_definition const& index,
                                               std::span<types::value const> row);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/constraint_error.ipp>
#endif
