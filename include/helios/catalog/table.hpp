// helios/catalog/table.hpp -- the definition of a table: columns, constraints, indexes, and the
// tree that holds its rows.
//
// Shape     one row of the catalog for all of it: that row is the table's schema version
// Holds     (D1) no two columns have one id or one name; no two constraints or indexes one id
//           (D2) at most one primary key; its columns are NOT NULL
//           (D3) constraints and index parts name columns of this table
//           (D4) dependents are exactly the tables with a foreign key to this one and the views
//           that read it. Being here, whatever comes to depend on a table changes its row, and
//           loses against a concurrent DROP.
//           (D5) every constraint but a CHECK has columns, a foreign key as many as it references,
//           a unique one its index here; every index has parts
//           (D6) a column's enumeration has a definition of its own; decode_table() knows only its
//           id, and catalog_reader puts in what it is in the state that is read
// Laws      decode_table(encode(t)) == t, but for (D6)
// Errors    decode_table: XX001
#pragma once

#include <helios/catalog/column.hpp>
#include <helios/catalog/constraint.hpp>
#include <helios/catalog/index.hpp>

#include <memory>

namespace helios::catalog {

struct table_definition {
  object_id id{};
  object_id schema{};
  std::string name;
  tree_id rows{};
  std::vector<column_definition> columns;
  std::vector<constraint_definition> constraints;
  std::vector<index_definition> indexes;
  std::vector<object_id> dependents;  // ascending

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  /// The position of a column, or npos.
  [[nodiscard]] HELIOS_DECL std::size_t find_column(std::string_view column) const noexcept;
  [[nodiscard]] HELIOS_DECL std::size_t find_column(column_id column) const noexcept;
  /// Throws 42703 `column "x" of relation "t" does not exist`.
  [[nodiscard]] HELIOS_DECL std::size_t column_at(std::string_view column) const;
  /// Requires a column of the table.
  [[nodiscard]] column_definition const& column(column_id of) const noexcept {
    std::size_t const at = find_column(of);
    HELIOS_EXPECTS(at != npos);
    return columns[at];
  }
  /// nullptr: there is none.
  [[nodiscard]] HELIOS_DECL constraint_definition const* primary_key() const noexcept;
  [[nodiscard]] HELIOS_DECL constraint_definition const* find_constraint(
      std::string_view constraint) const noexcept;
  [[nodiscard]] HELIOS_DECL index_definition const* find_index(object_id index) const noexcept;

  friend bool operator==(table_definition const&, table_definition const&) = default;
};
using table_ptr = std::shared_ptr<table_definition const>;

/// Calls f(column) for the columns whose type is an enumeration, or an array of it.
template <class Table, class F>
void each_enumeration(Table& t, F&& f) {
  for (auto& c : t.columns) {
    if (innermost(c.type) == types::type_id::enumeration) f(c);
  }
}
/// The positions of its generated columns.
[[nodiscard]] inline std::vector<std::size_t> generated_columns(table_definition const& t) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i != t.columns.size(); ++i) {
    if (t.columns[i].generated_text) all.push_back(i);
  }
  return all;
}
/// The id of the enumeration that a column is of.
[[nodiscard]] inline object_id enumeration_of(column_definition const& c) noexcept {
  return object_id{types::definition_of(c.type).identity};
}

/// The row of the catalog.
[[nodiscard]] HELIOS_DECL object_row encode(table_definition const& table);
[[nodiscard]] HELIOS_DECL table_definition decode_table(object_row const& row);

/// The number of the first rule (D1) .. (D3), (D5) that a definition breaks; 0: none.
[[nodiscard]] HELIOS_DECL int check(table_definition const& table);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/table.ipp>
#endif
