// helios/sql/define.hpp -- DDL: from syntax to changes of the catalog.
//
// Shape     one function for all statements that define: CREATE, ALTER, DROP, RENAME of schemas,
//           tables, indexes, views, sequences; each is one call or more of catalog_editor
//           SERIAL, AUTOINCREMENT and INTEGER PRIMARY KEY columns, IDENTITY become sequences that
//           their column owns
// Threads   as the transaction
// Errors    PostgreSQL's; 0A000 for types of objects that are not there yet. The caller's savepoint
//           undoes a statement that fails.
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/sql/bind.hpp>

#include <string>
#include <vector>

namespace helios::sql {

struct definition_result {
  std::string tag;                   // "CREATE TABLE"
  std::vector<std::string> notices;  // relation "t" already exists, skipping
};

/// Whether `define` takes a statement. CREATE TABLE .. AS is not among them.
[[nodiscard]] HELIOS_DECL bool is_definition(ast::statement const& tree) noexcept;

/// "CREATE TABLE".  Requires is_definition(tree).
[[nodiscard]] HELIOS_DECL std::string definition_tag(ast::statement const& tree);
/// Requires is_definition(tree).
HELIOS_DECL definition_result define(ast::statement const& tree, std::string_view text,
                                     catalog::write_scope& scope, surroundings& of);

/// A table with the columns of a query: CREATE TABLE .. AS. Nothing: it is there already and IF
/// NOT EXISTS was said.
[[nodiscard]] HELIOS_DECL std::optional<catalog::object_id> define_table_as(
    ast::create_table const& tree, std::string_view text, std::span<plan::column const> columns,
    catalog::write_scope& scope, surroundings& of);

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/define.ipp>
#include <helios/sql/impl/define/alter.ipp>
#include <helios/sql/impl/define/columns.ipp>
#include <helios/sql/impl/define/constraints.ipp>
#include <helios/sql/impl/define/drop.ipp>
#include <helios/sql/impl/define/expressions.ipp>
#include <helios/sql/impl/define/index.ipp>
#include <helios/sql/impl/define/names.ipp>
#include <helios/sql/impl/define/rename.ipp>
#include <helios/sql/impl/define/sequence.ipp>
#include <helios/sql/impl/define/table.ipp>
#include <helios/sql/impl/define/type.ipp>
#include <helios/sql/impl/define/view.ipp>
#endif
