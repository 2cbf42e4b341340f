// helios/catalog/impl/index_key.ipp -- index entries.
#pragma once

#include <helios/catalog/index_key.hpp>

#include <helios/types/order_key.hpp>

namespace helios::catalog {

storage::shape const& index_shape(storage::key_kind rows) {
  static storage::shape const to_numbers(storage::key_kind::bytes,
                                         {{column_id{1}, physical_type::int64}});
  static storage::shape const to_bytes(storage::key_kind::bytes,
                                       {{column_id{1}, physical_type::bytes}});
  return rows == storage::key_kind::int64 ? to_numbers : to_bytes;
}

void check_index(storage::shape const& form, storage::key_kind rows) {
  if (form.keys() != storage::key_kind::bytes || form.columns() != index_shape(rows).columns())
    throw error(errc::data_corrupted, "the tree of an index is not one of its table");
}

bytes index_image(storage::key_kind rows, storage::key_view const& row) {
  storage::shape const& form = index_shape(rows);
  storage::row_builder b(form);
  if (rows == storage::key_kind::int64) {
    b.add_value(row.number);
  } else {
    b.add(storage::cell_of(row.text));
  }
  return {b.image().begin(), b.image().end()};
}

std::optional<index_entry> entry_of(table_definition const& table, index_definition const& index,
                                    std::span<types::value const> row,
                                    storage::key_view const& row_key, expression_source* source) {
  if (!index.predicate.empty()) {
    types::value const in = evaluate(source, table, index.predicate, row, types::type_id::boolean);
    if (in.is_null() || !in.as<bool>()) return {};
  }
  index_entry e;
  bool nulls = false;
  types::value computed;
  for (index_part const& part : index.parts) {
    types::value const* v = &computed;
    if (part.column == column_id{}) {
      computed = evaluate(source, table, part.expression, row);
    } else {
      v = &row[table.find_column(part.column)];
    }
    nulls |= v->is_null();
    types::append_key(e.key, *v, part.order);
  }
  e.parts = e.key.size();
  e.unique = index.unique && !nulls;
  if (!e.unique) {
    bool const ordered = row_layout::orders_rows(table);
    if (ordered) {
      e.key.insert(e.key.end(), row_key.text.begin(), row_key.text.end());
    } else {
      types::append_key(e.key, row_key.number);
    }
  }
  storage::check_key(storage::key_kind::bytes, byte_view(e.key));
  return e;
}

}  // namespace helios::catalog
