// helios/catalog/impl/constraint_error.ipp -- messages about broken constraints.
#pragma once

#include <helios/catalog/constraint_error.hpp>

#include <helios/types/value_text.hpp>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

inline void add_value(std::string& out, types::value const& v) {
  if (v.is_null()) {
    out += "null";
  } else {
    types::print(v, out);
  }
}

}  // namespace detail

std::string key_text(table_definition const& table, std::span<column_id const> columns,
                     std::span<types::value const> row) {
  std::string names = "(";
  std::string values = ")=(";
  for (std::size_t i = 0; i != columns.size(); ++i) {
    if (i != 0) names += ", ", values += ", ";
    std::size_t const at = table.find_column(columns[i]);
    names += table.columns[at].name;
    detail::add_value(values, row[at]);
  }
  return names + values + ")";
}

std::string key_text(table_definition const& table, index_definition const& index,
                     std::span<types::value const> row) {
  std::vector<column_id> columns;
  std::string expressions;
  for (index_part const& part : index.parts) {
    columns.push_back(part.column);
    expressions += (expressions.empty() ? "" : ", ") +
                   (part.column == column_id{} ? part.expression : table.column(part.column).name);
  }
  for (column_id const c : columns) {
    if (c == column_id{}) return "(" + expressions + ")";
  }
  return key_text(table, columns, row);
}

std::string row_text(std::span<types::value const> row) {
  std::string out = "(";
  for (std::size_t i = 0; i != row.size(); ++i) {
    if (i != 0) out += ", ";
    detail::add_value(out, row[i]);
  }
  return out + ")";
}

error duplicate_key(std::string_view constraint, std::string key) {
  return error(errc::unique_violation,
               "duplicate key value violates unique constraint " + detail::quoted(constraint))
      .detail("Key " + std::move(key) + " already exists.");
}

error null_value(table_definition const& table, std::size_t column,
                 std::span<types::value const> row) {
  return error(errc::not_null_violation,
               "null value in column " + detail::quoted(table.columns[column].name) +
                   " of relation " + detail::quoted(table.name) + " violates not-null constraint")
      .detail("Failing row contains " + row_text(row) + ".");
}

error failed_check(table_definition const& table, std::string_view constraint,
                   std::span<types::value const> row) {
  return error(errc::check_violation, "new row for relation " + detail::quoted(table.name) +
                                          " violates check constraint " +
                                          detail::quoted(constraint))
      .detail("Failing row contains " + row_text(row) + ".");
}

error no_parent(table_definition const& child, constraint_definition const& key,
                table_definition const& parent, std::span<types::value const> row) {
  return error(errc::foreign_key_violation,
               "insert or update on table " + detail::quoted(child.name) +
                   " violates foreign key constraint " + detail::quoted(key.name))
      .detail("Key " + key_text(child, key.columns, row) + " is not present in table " +
              detail::quoted(parent.name) + ".");
}

error still_referenced(table_definition const& parent, constraint_definition const& key,
                       table_definition const& child, std::span<types::value const> parent_row) {
  return error(errc::foreign_key_violation,
               "update or delete on table " + detail::quoted(parent.name) +
                   " violates foreign key constraint " + detail::quoted(key.name) + " on table " +
                   detail::quoted(child.name))
      .detail("Key " + key_text(parent, key.referenced_columns, parent_row) +
              " is still referenced from table " + detail::quoted(child.name) + ".");
}

error not_computed(table_definition const& table, column_definition const& column,
                   std::span<types::value const> row, error const& why) {
  constraint_definition const* const primary = table.primary_key();
  return error(why.code(), "generated column " + detail::quoted(column.name) + " of relation " +
                               detail::quoted(table.name) + " cannot be computed: " + why.message())
      .detail("The row is " +
              (primary != nullptr ? key_text(table, primary->columns, row) : row_text(row)) + ".");
}

}  // namespace helios::catalog
