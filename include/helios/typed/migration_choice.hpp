// helios/typed/migration_choice.hpp -- what a program says of a migration that nobody can guess:
// what is the same under another name, what may be lost, what new columns hold.
//
// Shape     rename_table<"old", users>()             rename_column<users, "old", "new">()
//           drop_column<users, "age">()              drop_constraint<users, "users_check">()
//           drop_index<users, "users_age_idx">()     keep<users, "name of any of these">()
//           change_type<users, "age">()              where values may be lost, or cannot be cast:
//           change_type<users, "age">("age::int")    from an expression over the old row
//           fill<users, "age">("0")                  an expression over the row, for a column that
//                                                    is new, or NULL and must not be any more
// Holds     a choice whose occasion has passed does nothing, so that a program may go on making it
// Threads   values
#pragma once

#include <helios/typed/table.hpp>

#include <string>
#include <vector>

namespace helios {

struct migration_choice {
  enum class type {
    rename_table,
    rename_column,
    drop_column,
    drop_constraint,
    drop_index,
    keep,
    change_type,
    fill
  };
  type what{};
  std::string table, name;  ///< as the program has the table; the column, constraint or index
  std::string to;           ///< the new name, or an expression in SQL
};

namespace typed::detail {

template <class Table, fixed_string Column>
struct check_gone {
  static constexpr bool gone = find_column<Table>(Column.view()) == no_column;
  static_assert(gone, "the struct of this table has a member for this column");
};

template <class Table>
[[nodiscard]] migration_choice choice_of(migration_choice::type what, std::string_view name,
                                         std::string_view to = {}) {
  return {what, std::string(Table::name()), std::string(name), std::string(to)};
}

}  // namespace typed::detail

template <typed::fixed_string Old, class Table>
[[nodiscard]] migration_choice rename_table() {
  return typed::detail::choice_of<Table>(migration_choice::type::rename_table, Old.view(),
                                         Table::name());
}
template <class Table, typed::fixed_string Old, typed::fixed_string New>
[[nodiscard]] migration_choice rename_column() {
  static_assert(sizeof(typed::detail::check_gone<Table, Old>) != 0);
  typed::detail::check_columns<Table, New>();
  return typed::detail::choice_of<Table>(migration_choice::type::rename_column, Old.view(),
                                         New.view());
}
template <class Table, typed::fixed_string Column>
[[nodiscard]] migration_choice drop_column() {
  static_assert(sizeof(typed::detail::check_gone<Table, Column>) != 0);
  return typed::detail::choice_of<Table>(migration_choice::type::drop_column, Column.view());
}
template <class Table, typed::fixed_string Constraint>
[[nodiscard]] migration_choice drop_constraint() {
  return typed::detail::choice_of<Table>(migration_choice::type::drop_constraint,
                                         Constraint.view());
}
template <class Table, typed::fixed_string Index>
[[nodiscard]] migration_choice drop_index() {
  return typed::detail::choice_of<Table>(migration_choice::type::drop_index, Index.view());
}
template <class Table, typed::fixed_string Name>
[[nodiscard]] migration_choice keep() {
  return typed::detail::choice_of<Table>(migration_choice::type::keep, Name.view());
}
template <class Table, typed::fixed_string Column>
[[nodiscard]] migration_choice change_type(std::string_view from = {}) {
  typed::detail::check_columns<Table, Column>();
  return typed::detail::choice_of<Table>(migration_choice::type::change_type, Column.view(), from);
}
template <class Table, typed::fixed_string Column>
[[nodiscard]] migration_choice fill(std::string_view with) {
  typed::detail::check_columns<Table, Column>();
  return typed::detail::choice_of<Table>(migration_choice::type::fill, Column.view(), with);
}

}  // namespace helios
