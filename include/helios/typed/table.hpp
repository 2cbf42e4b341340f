// helios/typed/table.hpp -- a table as a type: its name, the struct of its rows, its constraints.
//
// Shape     using users = table<"users", User, primary_key<"id">, unique<"name">>;
//             primary_key<"a", ...>                    once
//             unique<"a", ...>, index<"a", ...>        any number
//             references<"a", table, "b", action...>   what happens on delete, on update
//             default_<"a", "sql">, check<"sql">       SQL: "true", "now()", "'none'", "age > 0"
//             generated<"a", "sql">                    GENERATED ALWAYS AS (sql) STORED
//           The SQL that makes it: table_schema.hpp
// Holds     (T1) a constraint names columns of the struct: else the program does not compile
// Threads   stateless
#pragma once

#include <helios/typed/columns.hpp>
#include <helios/typed/sql_text.hpp>

#include <string>
#include <vector>

namespace helios {

namespace typed {

enum class constraint { primary_key, unique, index, references, default_value, check, generated };

/// What stands for rows that are no struct, so that this is told once.
struct unknown_row {
  int none;
};

/// What happens to rows that reference one that goes.
enum class action { no_action, restrict, cascade, set_null, set_default };

namespace detail {

template <class Row, fixed_string Column>
struct check_column {
  static constexpr bool found = find_column<Row>(Column.view()) != no_column;
  static_assert(found, "the struct of this table has no member of this name");
};
/// Names that are columns of Row.
template <class Row, fixed_string... Columns>
constexpr bool check_columns() {
  (static_cast<void>(check_column<Row, Columns>()), ...);
  return true;
}

template <class Row, fixed_string Column, class Other, fixed_string Referenced>
struct check_reference {
  static constexpr std::size_t here = find_column<Row>(Column.view());
  static constexpr std::size_t there = find_column<typename Other::row>(Referenced.view());
  static constexpr bool same = here == no_column || there == no_column ||
                               columns<Row>[here].type == columns<typename Other::row>[there].type;
  static_assert(same, "a column that references another one has its type");
};

}  // namespace detail

template <fixed_string... Columns>
struct key_constraint {
  static_assert(sizeof...(Columns) != 0, "a key has a column");
  template <class Row>
  static constexpr bool fits = detail::check_columns<Row, Columns...>();
  [[nodiscard]] static std::vector<std::string_view> columns() { return {Columns.view()...}; }
};

}  // namespace typed

template <typed::fixed_string... Columns>
struct primary_key : typed::key_constraint<Columns...> {
  static constexpr typed::constraint kind = typed::constraint::primary_key;
};
template <typed::fixed_string... Columns>
struct unique : typed::key_constraint<Columns...> {
  static constexpr typed::constraint kind = typed::constraint::unique;
};
template <typed::fixed_string... Columns>
struct index : typed::key_constraint<Columns...> {
  static constexpr typed::constraint kind = typed::constraint::index;
};

/// Column: one of this table; Referenced: that of the other one's primary key or unique.
template <typed::fixed_string Column, class Other, typed::fixed_string Referenced,
          typed::action OnDelete = typed::action::no_action,
          typed::action OnUpdate = typed::action::no_action>
struct references {
  static constexpr typed::constraint kind = typed::constraint::references;
  static constexpr typed::action on_delete = OnDelete, on_update = OnUpdate;
  using other = Other;
  template <class Row>
  static constexpr bool fits =
      typed::detail::check_columns<Row, Column>() &&
      typed::detail::check_columns<typename Other::row, Referenced>() &&
      sizeof(typed::detail::check_reference<Row, Column, Other, Referenced>) != 0;
  [[nodiscard]] static std::string_view column() noexcept { return Column.view(); }
  [[nodiscard]] static std::string_view referenced() noexcept { return Referenced.view(); }
};

/// Value: SQL text.
template <typed::fixed_string Column, typed::fixed_string Value>
struct default_ {
  static constexpr typed::constraint kind = typed::constraint::default_value;
  template <class Row>
  static constexpr bool fits = typed::detail::check_columns<Row, Column>();
  [[nodiscard]] static std::string_view column() noexcept { return Column.view(); }
  [[nodiscard]] static std::string_view text() noexcept { return Value.view(); }
};

/// Condition: SQL text.
template <typed::fixed_string Condition>
struct check {
  static constexpr typed::constraint kind = typed::constraint::check;
  template <class Row>
  static constexpr bool fits = true;
  [[nodiscard]] static std::string_view text() noexcept { return Condition.view(); }
};

/// Value: SQL text.
template <typed::fixed_string Column, typed::fixed_string Value>
struct generated {
  static constexpr typed::constraint kind = typed::constraint::generated;
  template <class Row>
  static constexpr bool fits = typed::detail::check_columns<Row, Column>();
  [[nodiscard]] static std::string_view column() noexcept { return Column.view(); }
  [[nodiscard]] static std::string_view text() noexcept { return Value.view(); }
};

namespace typed::detail {

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

}  // namespace typed::detail

template <typed::fixed_string Name, class Row, class... Constraints>
struct table {
  static constexpr bool is_plain = std::is_aggregate_v<Row> && std::is_default_constructible_v<Row>;
  static_assert(is_plain, "the rows of a table are a plain struct");
  using known_row = std::conditional_t<is_plain, Row, typed::unknown_row>;
  static_assert(((Constraints::kind == typed::constraint::primary_key) + ... + 0) <= 1,
                "a table has one primary key");
  static_assert((Constraints::template fits<Row> && ...));
  static_assert(typed::detail::check_row<known_row>::looked_at != 0);
  static constexpr bool distinct = typed::detail::distinct_names<known_row>();
  static_assert(distinct, "two members of the rows stand for columns of one name");

  using row = Row;
  using key = typename typed::detail::key_of<Constraints...>::type;
  [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
  /// As FROM has it.
  static void print(typed::sql_text& to) { to.add_name(Name.view()); }
  static constexpr auto const& columns = typed::columns<known_row>;
};

namespace typed {

template <class T>
inline constexpr bool is_table = false;
template <fixed_string Name, class Row, class... Constraints>
inline constexpr bool is_table<table<Name, Row, Constraints...>> = true;

}  // namespace typed

}  // namespace helios
