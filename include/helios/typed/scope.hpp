// helios/typed/scope.hpp -- the columns that an expression may name.
//
// Shape     scope<users, orders>: "total" if one of them has it, else "orders.total"
//           using mentors = alias<"mentors", users>: a table under another name, to read it twice
// Threads   compile time
#pragma once

#include <helios/typed/expression.hpp>
#include <helios/typed/neighbour.hpp>

#include <span>

namespace helios {

/// A table under another name.
template <typed::fixed_string Name, class Table>
struct alias {
  using of = typename Table::of;  // what stands in the catalog
  using row = typename Table::row;
  static constexpr auto const& columns = Table::columns;
  [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
  static void print(typed::sql_text& to) {
    Table::print(to);
    (to << " AS ").add_name(Name.view());
  }
};

namespace typed {

namespace detail {

/// The table itself, without the names that queries give it.
template <class Table>
struct unaliased {
  using type = Table;
};
template <fixed_string Name, class Table>
struct unaliased<alias<Name, Table>> : unaliased<Table> {};

template <class Table>
inline constexpr bool is_optional_table = false;

/// Whether Name names a column of a table, with or without its table in front.
template <class Table, fixed_string Name>
[[nodiscard]] constexpr std::size_t find_in() noexcept {
  std::string_view name = Name.view();
  std::size_t const table = Table::name().size();
  if (name.size() > table && name[table] == '.' && equal(name.substr(0, table), Table::name()))
    name = name.substr(table + 1);
  return find_column<Table>(name);
}

template <fixed_string Name, class... Tables>
struct named_column {
  static constexpr std::size_t found = ((find_in<Tables, Name>() != no_column) + ... + 0);
  static constexpr bool known = found != 0;
  static constexpr bool unique = found < 2;
  static_assert(known, "no table of this query has a column of this name");
  static_assert(unique, "several tables have a column of this name: write \"table.column\"_c");
};

template <fixed_string Name, class Table, class... Rest>
[[nodiscard]] constexpr auto find_type() {
  constexpr std::size_t at = find_in<Table, Name>();
  if constexpr (at != no_column) {
    using type = type_of_nth<typename Table::row, at>;
    constexpr bool wrap = is_optional_table<Table> && !is_nullable<type>;
    return std::type_identity<std::conditional_t<wrap, std::optional<type>, type>>();
  } else if constexpr (sizeof...(Rest) != 0) {
    return find_type<Name, Rest...>();
  } else {
    return std::type_identity<unknown_column>();  // named_column has said what is wrong
  }
}

}  // namespace detail

/// A table whose rows may be missing: the right side of a left join.
template <class Table>
struct outer : Table {};

/// The rows of a query that another one reads.
template <class Row, class Columns>
struct derived_table {
  using row = Row;
  static constexpr auto const& columns = Columns::columns;
  [[nodiscard]] static constexpr std::string_view name() noexcept { return "derived"; }
};

namespace detail {
template <class Table>
inline constexpr bool is_optional_table<outer<Table>> = true;
template <class Table>
struct without_outer {
  using type = Table;
};
template <class Table>
struct without_outer<outer<Table>> : without_outer<Table> {};
template <class Table>
using bare_table = typename without_outer<Table>::type;
}  // namespace detail

template <class... Tables>
struct scope {
  template <class Table>
  using with = scope<Tables..., Table>;
  using all_outer = scope<outer<detail::bare_table<Tables>>...>;
  template <class Table>
  static constexpr bool has = (std::same_as<detail::bare_table<Tables>, Table> || ...);
  /// Whether a table of this name is read.
  template <class Table>
  static constexpr bool names = (equal(Tables::name(), Table::name()) || ...);
  /// Which table has a column, and where: the same for "id" and "users.id".
  template <fixed_string Name>
  [[nodiscard]] static constexpr std::pair<std::size_t, std::size_t> place_of() noexcept {
    std::pair<std::size_t, std::size_t> place{sizeof...(Tables), no_column};
    std::size_t at = 0;
    auto const look = [&](std::size_t column) {
      if (column != no_column) place = {at, column};
      ++at;
    };
    (look(detail::find_in<Tables, Name>()), ...);
    return place;
  }
  template <fixed_string Name>
  using type_of_column = typename decltype(detail::find_type<Name, Tables...>())::type;
  /// Does not compile unless one table has the column.
  template <fixed_string Name>
  using check_column = detail::named_column<Name, Tables...>;
};

/// The columns by which rows of a query are read by another one: those of its table, or a struct's
/// members. Values in tuples have no names, nor have those of neighbours.
template <class Row, class Scope>
struct rows_read {
  using scope = typed::scope<derived_table<Row, row_columns<Row>>>;
  static constexpr std::span<column_schema const> columns = typed::columns<Row>;
};
template <class Row, class Table>
  requires std::same_as<Row, typename Table::row>
struct rows_read<Row, scope<Table>> {
  using scope = typed::scope<derived_table<Row, Table>>;
  static constexpr std::span<column_schema const> columns = Table::columns;
};
template <class... Ts, class Scope>
struct rows_read<std::tuple<Ts...>, Scope> {
  using scope = typed::scope<>;
  static constexpr std::span<column_schema const> columns{};
};
template <class Row, class Distance, class Scope>
struct rows_read<neighbour<Row, Distance>, Scope> : rows_read<std::tuple<Row, Distance>, Scope> {};

}  // namespace typed

}  // namespace helios
