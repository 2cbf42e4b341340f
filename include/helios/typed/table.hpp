// helios/typed/table.hpp -- a table as a type: its name, the struct of its rows, its constraints.
//
// Shape     using users = table<"users", User, primary_key<"id">, unique<"name">>;
//           What may stand behind the struct: constraints.hpp. The SQL that makes it:
//           table_schema.hpp
// Threads   stateless
#pragma once

#include <helios/typed/constraints.hpp>
#include <helios/typed/sql_text.hpp>

namespace helios {

namespace typed {

/// What stands for rows that are no struct, so that this is told once.
struct unknown_row {
  int none;
};

namespace detail {

/// What one constraint changes in the columns as the struct has them.
template <class Row, class Constraint, class Columns>
constexpr void edit_columns(Columns& all) {
  auto const find = [&](std::string_view member) {
    std::size_t at = 0;
    while (at != all.size() && !equal(columns<Row>[at].name(), member)) ++at;
    return at;
  };
  if constexpr (Constraint::kind == constraint::column_name) {
    if (std::size_t const at = find(Constraint::member()); at != all.size()) {
      all[at].length = 0;
      all[at] += Constraint::name();
    }
  } else if constexpr (Constraint::kind == constraint::column_type) {
    if (std::size_t const at = find(Constraint::member()); at != all.size())
      all[at].type = Constraint::type;
  } else if constexpr (Constraint::kind == constraint::generated) {
    for (column_schema& c : all) c.generated |= equal(c.name(), Constraint::column());
  }
}

/// The columns of a table.
template <fixed_string Name, class Row, class... Constraints>
struct table_columns {
  using row = Row;
  [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
  static constexpr auto columns = [] {
    auto all = typed::columns<Row>;
    (edit_columns<Row, Constraints>(all), ...);
    return all;
  }();
};

/// The columns of a table's primary key.
template <fixed_string... Columns>
struct name_list {};
template <class... Constraints>
struct key_of {
  using type = name_list<>;
};
template <class First, class... Rest>
struct key_of<First, Rest...> : key_of<Rest...> {};
template <fixed_string... Columns, class... Rest>
struct key_of<primary_key<Columns...>, Rest...> {
  using type = name_list<Columns...>;
};
template <fixed_string Name, class Constraint, class... Rest>
struct key_of<named<Name, Constraint>, Rest...> : key_of<Constraint, Rest...> {};

}  // namespace detail

}  // namespace typed

template <typed::fixed_string Name, class Row, class... Constraints>
struct table {
  static constexpr bool is_plain = std::is_aggregate_v<Row> && std::is_default_constructible_v<Row>;
  static_assert(is_plain, "the rows of a table are a plain struct");
  using known_row = std::conditional_t<is_plain, Row, typed::unknown_row>;
  static_assert(((Constraints::kind == typed::constraint::primary_key) + ... + 0) <= 1,
                "a table has one primary key");
  static_assert(typed::detail::check_row<known_row>::looked_at != 0);
  using table_columns = typed::detail::table_columns<Name, known_row, Constraints...>;
  static_assert((Constraints::template fits<table_columns> && ...));
  static constexpr bool distinct = typed::detail::distinct_names<table_columns>();
  static_assert(distinct, "two members of the rows stand for columns of one name");

  using of = table;  // what stands in the catalog: an alias' is its table
  using row = Row;
  using key = typename typed::detail::key_of<Constraints...>::type;
  [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
  /// As FROM has it.
  static void print(typed::sql_text& to) { to.add_name(Name.view()); }
  static constexpr auto const& columns = table_columns::columns;
};

namespace typed {

template <class T>
inline constexpr bool is_table = false;
template <fixed_string Name, class Row, class... Constraints>
inline constexpr bool is_table<table<Name, Row, Constraints...>> = true;

}  // namespace typed

}  // namespace helios
