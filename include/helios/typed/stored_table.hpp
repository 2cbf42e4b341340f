// helios/typed/stored_table.hpp -- the table that a program expects, beside the one that is stored.
//
// Shape     the rows of a stored table can be read and written as a struct when it has a column for
//           each member, of a type whose values the member holds (typed::holds), and NOT NULL
//           unless the member is a std::optional. Further columns, constraints and indexes are no
//           matter.
// Threads   stateless
#pragma once

#include <helios/base/error.hpp>
#include <helios/typed/table.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace helios {

/// One thing in which a stored table is not what a program expects.
struct schema_difference {
  sqlstate_code code;         ///< 42P01 no such table; 42703 no such column; 42804 another type
  std::string table, column;  ///< without a column: the table is missing
  std::string text, hint;     ///< a sentence each
};

namespace typed {

/// One per table of the program: its address stands for it.
struct expected_table {
  std::string_view name;
  std::span<column_schema const> columns;
};
template <class Table>
inline constexpr expected_table expected{Table::name(), Table::columns};

struct stored_column {
  std::string name;
  types::data_type type;
  bool nullable = false;  // false, too, where nobody knows: of a view
};

/// Why the labels of an enumeration are not those of the program; empty: they are.
[[nodiscard]] HELIOS_DECL std::string label_difference(enum_schema const& of,
                                                       types::enumeration const& stored);

/// Without `stored`: there is no such table.
[[nodiscard]] HELIOS_DECL std::vector<schema_difference> differences(
    expected_table const& of, std::optional<std::vector<stored_column>> const& stored);

/// The first as an error, with all of them in its detail.  Requires some.
[[nodiscard]] HELIOS_DECL error to_error(std::span<schema_difference const> all);

}  // namespace typed

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/stored_table.ipp>
#endif
