// helios/typed/change.hpp -- the parts of INSERT, UPDATE and DELETE under construction.
//
// Shape     INSERT INTO t (columns) VALUES (?, ...) [ON CONFLICT ...] [RETURNING ...]
//           UPDATE t SET ..., DELETE FROM t        [WHERE ...]       [RETURNING ...]
// Threads   values
#pragma once

#include <helios/typed/select.hpp>

namespace helios::typed {

struct change_parts {
  sql_text begin, where, returning;
  [[nodiscard]] HELIOS_DECL sql_text text() const;
};

struct insert_parts {
  /// What becomes of a row whose key is there already.
  enum class conflict : std::uint8_t { fail, nothing, update };

  std::string_view table;
  std::span<column_schema const> columns;
  std::vector<bool> given;  // by column: others are generated or get their defaults
  conflict on_conflict = conflict::fail;
  std::vector<std::string_view> key;  // of conflict::update
  sql_text returning;

  [[nodiscard]] HELIOS_DECL static insert_parts of(std::string_view table,
                                                   std::span<column_schema const> columns);
  [[nodiscard]] HELIOS_DECL sql_text text() const;
};

/// Whether a column takes a value.
template <class Scope, fixed_string Name, class E>
constexpr void check_assignment() {
  check_expression<Scope, column_node<Name>>();
  check_expression<Scope, E>();
  using to = detail::type_in<column_node<Name>, Scope>;
  using value = detail::type_in<E, Scope>;
  static_cast<void>(sizeof(detail::check_comparison<to, value>));
  constexpr bool fits = is_nullable<to> || !is_nullable<value> || detail::any_unknown<to>;
  static_assert(fits, "this may be NULL, and the column's member is no std::optional");
}

namespace detail {

/// Whether columns are those of a table's primary key or of a unique<...>.
template <class Table, fixed_string... Key>
inline constexpr bool is_key = false;
template <fixed_string Name, class Row, class... Constraints, fixed_string... Key>
inline constexpr bool is_key<table<Name, Row, Constraints...>, Key...> =
    ((std::derived_from<Constraints, unique<Key...>> ||
      std::derived_from<Constraints, primary_key<Key...>>) ||
     ...);

template <class Table, fixed_string... Key>
[[nodiscard]] std::vector<std::string_view> upsert_key(name_list<Key...>) {
  constexpr bool has_key = sizeof...(Key) != 0;
  static_assert(has_key,
                "upsert() needs a primary_key<...> of its table, or names: upsert<t, \"a\">");
  constexpr bool fits = is_key<Table, Key...>;
  static_assert(fits || !has_key, "no unique<...> of this table has the columns of this upsert()");
  return {Key.view()...};
}

}  // namespace detail

/// INSERT of a table's rows.
template <class Table>
[[nodiscard]] insert_parts insert_of() {
  return insert_parts::of(Table::name(), Table::columns);
}
/// INSERT that updates rows whose key is there: the primary key, if none is given.
template <class Table, fixed_string... Key>
[[nodiscard]] insert_parts upsert_of() {
  using key =
      std::conditional_t<sizeof...(Key) == 0, typename Table::key, detail::name_list<Key...>>;
  insert_parts parts = insert_of<Table>();
  parts.on_conflict = insert_parts::conflict::update;
  parts.key = detail::upsert_key<Table>(key());
  return parts;
}

/// What returning() yields: without values the whole row.
template <class Table, class... Es>
struct returned {
  using row = std::tuple<detail::type_in<Es, scope<Table>>...>;
  [[nodiscard]] static sql_text text(Es const&... values) {
    (check_expression<scope<Table>, Es>(), ...);
    static_cast<void>((sizeof(detail::check_no_aggregate<Es>) + ...));
    check_given(detail::needs_of_all<Es...>());
    sql_text to;
    print_list(to, values...);
    return to;
  }
};
template <class Table>
struct returned<Table> {
  using row = typename Table::row;
  [[nodiscard]] static sql_text text() { return sql_text() << column_list(Table::columns); }
};

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/change.ipp>
#endif
