// helios/typed/select.hpp -- the parts of a query under construction, and the statements they make.
//
// Shape     parts are SQL already: what a query's clauses print, in the order of the clauses
// Threads   values
#pragma once

#include <helios/typed/aggregate.hpp>
#include <helios/typed/operators.hpp>
#include <helios/typed/row_block.hpp>
#include <helios/typed/scope.hpp>
#include <helios/typed/subquery.hpp>
#include <helios/typed/table.hpp>

#include <cstdint>
#include <optional>

namespace helios::typed {

struct select_parts {
  HELIOS_DECL select_parts() noexcept;
  HELIOS_DECL select_parts(select_parts const&);
  HELIOS_DECL select_parts(select_parts&&) noexcept;
  HELIOS_DECL select_parts& operator=(select_parts const&);
  HELIOS_DECL select_parts& operator=(select_parts&&) noexcept;
  HELIOS_DECL ~select_parts();

  sql_text columns, from, where, group, having, order;
  std::optional<std::uint64_t> limit;
  std::uint64_t offset = 0;
  std::size_t ordered_by = 0;  // the column, counted from 1, that `order` is; 0: none
  bool distinct = false;
  row_tests tests;  // `where` as loops over the table's columns

  /// Others, whatever was ordered by one.
  HELIOS_DECL void set_columns(sql_text all);
  /// What it is ordered by becomes the n-th column, the last one.
  HELIOS_DECL void add_order(std::size_t n);
  /// The rows that meet `where`, all of them and each once.
  [[nodiscard]] bool plain() const noexcept { return !limit && offset == 0 && !distinct; }
  [[nodiscard]] HELIOS_DECL sql_text select() const;
  /// SELECT count(*) of the rows that select() has.
  [[nodiscard]] HELIOS_DECL sql_text count() const;
  [[nodiscard]] HELIOS_DECL sql_text exists() const;
  /// An aggregate of a value of each of these rows; opening: "sum(", "count(DISTINCT ".
  [[nodiscard]] HELIOS_DECL sql_text aggregate(std::string_view opening, sql_text const& of) const;
};

/// The rows of two queries: how is UNION, UNION ALL, EXCEPT or INTERSECT. Columns: what they are
/// called from here on.
[[nodiscard]] HELIOS_DECL select_parts combine(sql_text const& left, std::string_view how,
                                               sql_text const& right,
                                               std::span<column_schema const> columns);

/// Rows of the program: values by row, none or more rows of all columns.
[[nodiscard]] HELIOS_DECL select_parts values_of(std::span<column_schema const> columns,
                                                 std::span<types::value const> values);

/// Both must hold.
HELIOS_DECL void add_condition(sql_text& to, sql_text const& condition);

/// The names of columns, "a, b, c", with a table's in front if it is given.
[[nodiscard]] HELIOS_DECL std::string column_list(std::span<column_schema const> columns,
                                                  std::string_view table = {});

namespace detail {

template <class Scope, class Group, fixed_string Name>
inline constexpr bool is_group = false;
template <class Scope, fixed_string Group, fixed_string Name>
inline constexpr bool is_group<Scope, column_node<Group>, Name> =
    Scope::template place_of<Group>() == Scope::template place_of<Name>();

template <class Scope, class Groups, fixed_string Name>
inline constexpr bool is_grouped = false;
template <class Scope, class... Groups, fixed_string Name>
inline constexpr bool is_grouped<Scope, node_list<Groups...>, Name> =
    (is_group<Scope, Groups, Name> || ...);

template <class Scope, class Groups, fixed_string Column>
struct check_group {
  static constexpr bool fits = is_grouped<Scope, Groups, Column>;
  static_assert(fits, "a column that is neither in group_by() nor in an aggregate");
};
template <class Scope, class Groups, fixed_string... Loose>
constexpr void check_groups(node_list<column_node<Loose>...>) {
  static_cast<void>((sizeof(check_group<Scope, Groups, Loose>) + ... + 0));
}

template <class E>
struct check_no_aggregate {
  static constexpr bool fits = !E::aggregates;
  static_assert(fits, "single rows have no aggregates: having() and select() take them");
};

}  // namespace detail

/// What a query that is not grouped has for groups.
struct no_groups {};

namespace detail {

template <class E>
struct without_name {
  using type = E;
};
template <class E, fixed_string Name>
struct without_name<named_node<E, Name>> {
  using type = E;
};
template <class Groups, class E>
inline constexpr bool is_among = false;
template <class... Groups, class E>
inline constexpr bool is_among<node_list<Groups...>, E> = (std::same_as<Groups, E> || ...);

}  // namespace detail

/// Whether group_by() named this very expression.
template <class Groups, class E>
inline constexpr bool is_group = detail::is_among<Groups, typename detail::without_name<E>::type>;

/// Does not compile where an expression of a grouped query has a column of single rows.
template <class Scope, class Groups, class E>
constexpr void check_grouping() {
  if constexpr (!is_group<Groups, E>) {
    detail::check_groups<Scope, Groups>(typename E::loose());
  }
}

/// A condition as SQL. Does not compile unless it is one, of columns of the scope.
template <class Scope, class E>
[[nodiscard]] sql_text condition_text(E const& e) {
  constexpr bool is_node = node<E>;
  static_assert(is_node, "a condition is made of columns: \"name\"_c == value");
  sql_text to;
  if constexpr (is_node) {
    check_expression<Scope, E>();
    static_cast<void>(sizeof(detail::check_condition<detail::type_in<E, Scope>>));
    e.print(to);
  }
  return to;
}

namespace detail {

/// Whether a struct's member takes a value; members of types of the user's say so themselves.
template <class Struct, std::size_t I, class Value>
struct check_taken {
  using member = type_of_nth<Struct, I>;
  static constexpr bool typed = is_column<member> && !any_unknown<Value>;
  static constexpr bool same = !typed || alike<member, Value>;
  static_assert(same, "a member of the struct is of another type than its value");
  static constexpr bool null = typed && same && is_nullable<Value> && !is_nullable<member>;
  static_assert(!null, "this may be NULL, and the struct's member is no std::optional");
};

}  // namespace detail

/// Does not compile unless a struct's members take values, in their order.
template <class Scope, class Struct, class... Es>
constexpr void check_members() {
  []<std::size_t... I>(std::index_sequence<I...>) {
    static_cast<void>(
        (sizeof(detail::check_taken<Struct, I, detail::type_in<Es, Scope>>) + ... + 0));
  }
  (std::make_index_sequence<sizeof...(Es)>());
}

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/select.ipp>
#endif
