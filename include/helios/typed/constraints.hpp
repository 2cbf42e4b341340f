// helios/typed/constraints.hpp -- what a table says of its columns beside its struct.
//
// Shape     primary_key<"a", ...>                    once
//           unique<"a", ...>, indexed<"a", ...>      any number
//           references<"a", table, "b", action...>   what happens on delete, on update; self: the
//                                                    table itself
//           foreign_key<columns<"a", ...>, table, columns<"b", ...>, action...>
//           check<[] { return ("age"_c > 0); }>      a condition on each row. g++ 12 wants brackets
//           check<"age > 0">                         around > there; in a header that several files
//                                                    include SQL is better, for each file has
//                                                    lambdas, and so tables, of its own
//           default_<"a", "sql">                     SQL: "true", "now()", "'none'"
//           generated<"a", "sql">                    GENERATED ALWAYS AS (sql) STORED
//           named<"name", constraint>                a key, check or foreign key with a name
//           column<"member", "name">                 the member's column has another name
//           column_type<"member", T>                 ... the SQL type of T: varchar<20>,
//                                                    numeric<12, 2>, std::int16_t
//           Columns are named as SQL sees them; only the last two name members.
// Holds     (T1) a constraint names columns of the table: else the program does not compile
// Threads   stateless
#pragma once

#include <helios/typed/scope.hpp>

#include <array>
#include <string>
#include <string_view>

namespace helios {

/// Names of columns, in order.
template <typed::fixed_string... Names>
struct columns {
  static constexpr std::size_t count = sizeof...(Names);
  static constexpr std::array<std::string_view, count> names{Names.view()...};
};

/// The table that a reference of its own stands in.
struct self {};

namespace typed {

enum class constraint {
  primary_key,
  unique,
  index,
  references,
  default_value,
  check,
  generated,
  column_name,
  column_type
};

/// What happens to rows that reference one that goes.
enum class action { no_action, restrict, cascade, set_null, set_default };

namespace detail {

template <class Of, fixed_string Column>
struct check_column {
  static constexpr bool found = find_column<Of>(Column.view()) != no_column;
  static_assert(found, "the struct of this table has no member of this name");
};
/// Names that are columns of a table.
template <class Of, fixed_string... Columns>
constexpr bool check_columns() {
  (static_cast<void>(sizeof(check_column<Of, Columns>)), ...);
  return true;
}

template <class Of, fixed_string Column, class Other, fixed_string Referenced>
struct check_reference {
  static constexpr std::size_t here = find_column<Of>(Column.view());
  static constexpr std::size_t there = find_column<Other>(Referenced.view());
  static constexpr bool same = here == no_column || there == no_column ||
                               Of::columns[here].type == Other::columns[there].type;
  static_assert(same, "a column that references another one has its type");
};

template <class Here, class There>
struct check_pairs {
  static constexpr bool as_many = Here::count == There::count;
  static_assert(as_many, "a foreign key has as many columns as it references");
  template <class, class>
  static constexpr bool fits = true;
};
template <fixed_string... Here, fixed_string... There>
  requires(sizeof...(Here) == sizeof...(There))
struct check_pairs<helios::columns<Here...>, helios::columns<There...>> {
  template <class Of, class Other>
  static constexpr bool fits = check_columns<Of, Here...>() && check_columns<Other, There...>() &&
                               (sizeof(check_reference<Of, Here, Other, There>) + ... + 0) != 0;
};

template <class Of, fixed_string Member, class T>
struct check_retyped {
  static constexpr std::size_t at = find_column<Of>(Member.view());
  static constexpr bool fits =
      at == no_column || !is_column<T> || holds(Of::columns[at].member, column_type<T>);
  static_assert(fits, "the member does not hold all values of this SQL type");
};

/// Which columns a reference means: Of's own while the table is not there yet.
template <class Of, class Other>
using referenced_in = std::conditional_t<std::same_as<Other, self>, Of, Other>;

/// A condition that the rows of a table can be checked for.
template <class Of, class E>
struct check_row_condition {
  static constexpr bool is_node = node<E>;
  static_assert(is_node, "check<> takes SQL, or a function that makes a condition of columns");
};
template <class Of, node E>
struct check_row_condition<Of, E> {
  static_assert((check_expression<scope<Of>, E>(), true));
  static_assert(sizeof(check_condition<type_in<E, scope<Of>>>) != 0);
  static_assert(!E::aggregates, "check<> looks at single rows: they have no aggregates");
  static constexpr bool whole = std::is_same_v<typename E::needs, node_list<>>;
  static_assert(whole, "check<> is kept: it has no parameters and reads no other table");
};

}  // namespace detail

/// What check<> takes.
template <class F>
struct row_condition {
  F make;
  constexpr row_condition(F f) noexcept : make(f) {}  // NOLINT: a function is one

  template <class Of>
  static constexpr bool fits =
      sizeof(detail::check_row_condition<Of, std::invoke_result_t<F const&>>) != 0;
  [[nodiscard]] std::string text() const {
    sql_text of;
    of.write_values(true);
    make().print(of);
    return of.text();
  }
};
template <std::size_t N>
struct row_condition<fixed_string<N>> {
  fixed_string<N> sql;
  consteval row_condition(char const (&literal)[N]) noexcept : sql(literal) {}  // NOLINT

  template <class>
  static constexpr bool fits = true;
  [[nodiscard]] std::string text() const { return std::string(sql.view()); }
};
template <std::size_t N>
row_condition(char const (&)[N]) -> row_condition<fixed_string<N>>;

template <fixed_string... Columns>
struct key_constraint {
  static_assert(sizeof...(Columns) != 0, "a key has a column");
  using key_columns = helios::columns<Columns...>;
  template <class Of>
  static constexpr bool fits = detail::check_columns<Of, Columns...>();
};

/// What SQL says of one column.
template <fixed_string Column, fixed_string Value>
struct column_constraint {
  template <class Of>
  static constexpr bool fits = detail::check_columns<Of, Column>();
  [[nodiscard]] static constexpr std::string_view column() noexcept { return Column.view(); }
  [[nodiscard]] static constexpr std::string_view text() noexcept { return Value.view(); }
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
/// Not `index`: <strings.h> has a function of that name.
template <typed::fixed_string... Columns>
struct indexed : typed::key_constraint<Columns...> {
  static constexpr typed::constraint kind = typed::constraint::index;
};
/// An index of what is nearest, over a column of vectors: not yet.
template <typed::fixed_string Column, metric By = metric::l2>
struct hnsw : indexed<Column> {
  static constexpr bool known = Column.view().empty();
  static_assert(known, "hnsw<> is to come: until then nearest() looks at all rows");
};

/// Columns: of this table; Referenced: those of the other one's primary key or unique.
template <class Columns, class Other, class Referenced,
          typed::action OnDelete = typed::action::no_action,
          typed::action OnUpdate = typed::action::no_action>
struct foreign_key {
  static constexpr typed::constraint kind = typed::constraint::references;
  static constexpr typed::action on_delete = OnDelete, on_update = OnUpdate;
  using key_columns = Columns;
  using other = Other;
  using referenced = Referenced;
  using pairs = typed::detail::check_pairs<Columns, Referenced>;
  template <class Of>
  static constexpr bool fits = pairs::template fits<Of, typed::detail::referenced_in<Of, Other>>;
};
template <typed::fixed_string Column, class Other, typed::fixed_string Referenced,
          typed::action OnDelete = typed::action::no_action,
          typed::action OnUpdate = typed::action::no_action>
struct references : foreign_key<columns<Column>, Other, columns<Referenced>, OnDelete, OnUpdate> {};

/// Value: SQL text.
template <typed::fixed_string Column, typed::fixed_string Value>
struct default_ : typed::column_constraint<Column, Value> {
  static constexpr typed::constraint kind = typed::constraint::default_value;
};
/// Value: SQL text.
template <typed::fixed_string Column, typed::fixed_string Value>
struct generated : typed::column_constraint<Column, Value> {
  static constexpr typed::constraint kind = typed::constraint::generated;
};

template <typed::row_condition Condition>
struct check {
  static constexpr typed::constraint kind = typed::constraint::check;
  template <class Of>
  static constexpr bool fits = decltype(Condition)::template fits<Of>;
  [[nodiscard]] static std::string text() { return Condition.text(); }
};

template <typed::fixed_string Name, class Constraint>
struct named : Constraint {
  static_assert(Constraint::kind <= typed::constraint::references ||
                    Constraint::kind == typed::constraint::check,
                "only keys, indexes, checks and references have names");
  [[nodiscard]] static constexpr std::string_view constraint_name() noexcept { return Name.view(); }
};

/// In SQL and in queries the column of Member is Name.
template <typed::fixed_string Member, typed::fixed_string Name>
struct column {
  static constexpr typed::constraint kind = typed::constraint::column_name;
  static_assert(Name.view().size() <= typed::longest_name && !Name.view().empty(),
                "the name of a column has 1 to 63 bytes");
  template <class Of>
  static constexpr bool fits =
      typed::detail::check_columns<typed::row_columns<typename Of::row>, Member>();
  [[nodiscard]] static constexpr std::string_view member() noexcept { return Member.view(); }
  [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
};

/// The column of Member has the SQL type of T.
template <typed::fixed_string Member, class T>
struct column_type {
  static constexpr typed::constraint kind = typed::constraint::column_type;
  static constexpr types::data_type type = typed::column_type<T>;
  static_assert(type.id != types::type_id::unknown, "column_type<> takes a type that SQL has");
  template <class Of>
  static constexpr bool fits =
      typed::detail::check_columns<typed::row_columns<typename Of::row>, Member>() &&
      sizeof(typed::detail::check_retyped<typed::row_columns<typename Of::row>, Member, T>) != 0;
  [[nodiscard]] static constexpr std::string_view member() noexcept { return Member.view(); }
};

}  // namespace helios
