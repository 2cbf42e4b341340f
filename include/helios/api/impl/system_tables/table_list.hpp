// helios/api/impl/system_tables/table_list.hpp -- how a system table is described: its name, its
// columns, and the function that makes its rows.
#pragma once

#include <helios/api/system_tables.hpp>
#include <helios/catalog/table_key.hpp>

#include <initializer_list>

namespace helios::api::detail {

using system_rows = std::vector<catalog::row_values>;
using arguments = std::span<types::value const>;

struct system_column {
  std::string_view name;
  types::type_id type;
};
struct system_table {
  std::string_view schema, name;
  std::vector<system_column> columns;
  system_rows (*rows)(system_state const&, arguments);
};

// Families of them.
HELIOS_DECL void add_history_tables(std::vector<system_table>& to);
HELIOS_DECL void add_information_schema(std::vector<system_table>& to);
HELIOS_DECL void add_catalog_tables(std::vector<system_table>& to);

[[nodiscard]] inline types::value text(std::string_view s) { return types::value::text(s); }
[[nodiscard]] inline types::value number(std::uint64_t n) {
  return types::value(static_cast<std::int64_t>(n));
}
[[nodiscard]] inline types::value yes_or_no(bool b) { return text(b ? "YES" : "NO"); }

/// Throws 42883 unless there are between `least` and `most` arguments, none of them NULL.
HELIOS_DECL void expect_arguments(std::string_view name, arguments given, std::size_t least,
                                  std::size_t most);

}  // namespace helios::api::detail
