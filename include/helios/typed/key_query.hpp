// helios/typed/key_query.hpp -- a table's row by its primary key: what a session has to know to
// read it where it is stored.
//
// Shape     one constant per table, known by its address
// Threads   constants
#pragma once

#include <helios/typed/select.hpp>
#include <helios/typed/stored_cell.hpp>

#include <string>

namespace helios::typed {

/// for_sql: the table is not what the struct says, or a value is not what its member takes.
enum class key_answer : std::uint8_t { none, read, for_sql };

struct key_query {
  /// SELECT columns FROM table WHERE key = ? AND ...: what it means.
  std::string (*text)();
  std::span<column_schema const> columns;
  std::span<types::data_type const> key;
  /// Reads a row from its cells, one per column; false: for_sql. nullptr: it always is.
  bool (*read)(void* row, std::span<stored_cell const> cells);
};

namespace detail {

[[nodiscard]] HELIOS_DECL std::string key_query_text(void (*print_table)(sql_text&),
                                                     std::span<column_schema const> columns,
                                                     std::span<std::string_view const> key);

template <class Table, class Names, class... Ks>
struct check_key_of;
template <class Table, fixed_string... Names, class... Ks>
struct check_key_of<Table, name_list<Names...>, Ks...> {
  static constexpr bool has_key = sizeof...(Names) != 0;
  static_assert(has_key, "get() needs a primary_key<...> of its table");
  static constexpr bool fits = sizeof...(Names) == sizeof...(Ks);
  static_assert(fits || !has_key, "get() takes a value for each column of the primary key");

  [[nodiscard]] static constexpr bool check() {
    if constexpr (fits) {
      static_cast<void>((sizeof(check_comparison<type_in<column_node<Names>, scope<Table>>,
                                                 type_in<node_of<Ks>, scope<Table>>>) +
                         ... + 0));
    }
    return has_key && fits;
  }
};

template <class Table, class Names>
struct key_query_of;
template <class Table, fixed_string... Names>
struct key_query_of<Table, name_list<Names...>> {
  using row = typename Table::row;
  static constexpr auto const& columns = Table::columns;
  static constexpr std::array<types::data_type, sizeof...(Names)> key{
      columns[find_column<Table>(Names.view())].type...};
  [[nodiscard]] static std::string text() {
    std::array<std::string_view, sizeof...(Names)> const names{Names.view()...};
    return key_query_text(&Table::print, columns, names);
  }
  /// A column may have another type than its member.
  [[nodiscard]] static constexpr auto reader() -> decltype(key_query::read) {
    if constexpr (reads_stored_row<row>()) {
      for (column_schema const& c : columns) {
        if (c.type != c.member) return nullptr;
      }
      return &read_stored_row<row>;
    } else {
      return nullptr;
    }
  }
  static constexpr key_query query{&text, columns, key, reader()};
};

}  // namespace detail

/// Does not compile unless a row of the table may be got by values of these types; whether it may.
template <class Table, class... Ks>
[[nodiscard]] constexpr bool check_key() {
  return detail::check_key_of<Table, typename Table::key, Ks...>::check();
}

/// Requires a table with a primary key.
template <class Table>
inline constexpr key_query const& key_query_of =
    detail::key_query_of<Table, typename Table::key>::query;

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/key_query.ipp>
#endif
