// helios/catalog/index_key.hpp -- what an index holds for a row of its table.
//
// Shape     key   order_key of the parts; then, unless the index is unique and no part is NULL, the
//                 row's key (an int64 as an order_key part, a byte key as it is)
//           row   one column: the row's key, int64 or bytes
//           So two rows with one unique key write one key: commits and merges compare keys, and
//           need no rule of their own for uniqueness. NULLs are distinct.
// Laws      find_row(image(k)) == k
// Errors    54000 an entry longer than storage::key_limit
#pragma once

#include <helios/catalog/expression_source.hpp>
#include <helios/catalog/table_key.hpp>

#include <optional>

namespace helios::catalog {

struct index_entry {
  bytes key;
  std::size_t parts = 0;  // bytes of the parts alone
  bool unique = false;    // no other row may have this key
};

/// The shape of an index over a table whose rows have keys of a kind.
[[nodiscard]] HELIOS_DECL storage::shape const& index_shape(storage::key_kind rows);
/// XX001 unless a tree has the shape of such an index.
HELIOS_DECL void check_index(storage::shape const& form, storage::key_kind rows);
[[nodiscard]] HELIOS_DECL bytes index_image(storage::key_kind rows, storage::key_view const& row);
/// The key of the row that an entry leads to.
template <class Row>
[[nodiscard]] storage::key indexed_row(storage::key_kind rows, Row const& entry) {
  storage::cell const cell = entry.at(0);
  if (cell.null) throw error(errc::data_corrupted, "an index entry leads to no row");
  bool const number = rows == storage::key_kind::int64;
  if (number && cell.data.size() != sizeof(std::int64_t))
    throw error(errc::data_corrupted, "an index entry leads to no row");
  if (number) return {rows, cell.template as<std::int64_t>()};
  return {rows, storage::content_of(cell, entry.pages()).data};
}

/// Nothing: a partial index leaves the row out.
[[nodiscard]] HELIOS_DECL std::optional<index_entry> entry_of(table_definition const& table,
                                                              index_definition const& index,
                                                              std::span<types::value const> row,
                                                              storage::key_view const& row_key,
                                                              expression_source* source);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/index_key.ipp>
#endif
