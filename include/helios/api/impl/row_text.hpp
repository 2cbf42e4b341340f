// helios/api/impl/row_text.hpp -- rows and keys of a table as text: what diffs and conflicts show.
//
// Shape     key   7, (7, Ada); of a table without a primary key its row id
//           row   (7, Ada, null), as in the details of errors
#pragma once

#include <helios/catalog/constraint_error.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

namespace helios::api::detail {

[[nodiscard]] inline types::value text_or_null(types::value const& v) {
  return v.is_null() ? types::value() : types::value::text(types::to_text(v));
}

[[nodiscard]] inline std::string key_text(catalog::table_definition const& table,
                                          storage::key_view const& key) {
  catalog::constraint_definition const* const primary = table.primary_key();
  bool const numbered = primary == nullptr || !catalog::row_layout::orders_rows(table);
  if (numbered) return std::to_string(key.number);
  byte_reader in(key.text);
  std::string out;
  for (column_id const column : primary->columns) {
    types::value const part = types::read_key(in, table.column(column).type);
    if (!out.empty()) out += ", ";
    out += types::to_text(part);
  }
  return primary->columns.size() == 1 ? out : "(" + out + ")";
}

}  // namespace helios::api::detail
