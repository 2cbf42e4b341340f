// helios/catalog/expression_source.hpp -- who evaluates the expressions in definitions: defaults,
// generated columns, CHECK conditions, index expressions and predicates.
//
// Shape     catalog/ keeps expressions as text; the layers above bind, cache and run them
// Errors    what the expression raises; without a source, needing one is 0A000
#pragma once

#include <helios/catalog/table.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/types/cast.hpp>

namespace helios::catalog {

class expression_source {
 public:
  virtual ~expression_source() = default;
  /// The value of an expression over a row of the table; `row` is empty for a default. `wanted`
  /// unknown: as the expression says; else cast as on assignment.
  [[nodiscard]] virtual types::value evaluate(table_definition const& table, std::string_view text,
                                              std::span<types::value const> row,
                                              types::data_type wanted) = 0;
  /// The type of an expression, `wanted` as above: what binding raises where it means nothing over
  /// the table's columns.
  virtual types::data_type bind(table_definition const& table, std::string_view text,
                                types::data_type wanted) = 0;
};

/// Throws 0A000 without a source.
[[nodiscard]] inline types::value evaluate(expression_source* source, table_definition const& table,
                                           std::string_view text, std::span<types::value const> row,
                                           types::data_type wanted = {}) {
  if (source == nullptr) {
    throw error(errc::feature_not_supported,
                "table \"" + table.name + "\" needs an expression evaluated: " + std::string(text))
        .hint("Write to this table through SQL.");
  }
  return source->evaluate(table, text, row, wanted);
}

/// What a generated column is in a row whose other columns are settled.
[[nodiscard]] inline types::value generated_value(expression_source* source,
                                                  table_definition const& table,
                                                  column_definition const& column,
                                                  std::span<types::value const> row) {
  types::value v = evaluate(source, table, *column.generated_text, row, column.type);
  types::cast_in_place(v, column.type, types::cast_context::assignment);
  return v;
}

}  // namespace helios::catalog
