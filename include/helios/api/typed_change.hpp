// helios/api/typed_change.hpp -- changes of typed tables. The last call runs them, at once.
//
// Shape     db.insert<users>({...})        db.upsert<users>({...})     rows as structs; how many
//           db.update<users>("age"_c = "age"_c + 1).where(...)         of those that it is true for
//           db.remove<users>().where(...)                              .all(): of all rows
//           db.insert<users>()   db.upsert<users>()   db.upsert<users, "name">()
//             .by_default("id"_c)   .on_conflict_do_nothing()   .rows(...)
//           .returning()           before the last call: the rows, as std::vector of the struct
//           .returning(e, ...)     of values of each row, as std::vector of std::tuple
//           upsert updates all other columns of a row whose key is there: the primary key, or the
//           unique<...> that is named.
// Threads   as the session they were made of, which outlives them
// Errors    as executor::execute(); what is wrong with names and types does not compile. Rows that
//           are inserted are inserted all or none.
#pragma once

#include <helios/api/typed_query.hpp>
#include <helios/typed/change.hpp>

#include <functional>
#include <initializer_list>

namespace helios {

/// A change that returns how many rows there were.
struct changed_count {};

namespace detail {

template <class Row>
using changes_of =
    std::conditional_t<std::same_as<Row, changed_count>, std::uint64_t, std::vector<Row>>;

template <class Rows, class Row>
concept rows_of_struct = requires(Rows const& all) {
  { *std::begin(all) } -> std::convertible_to<Row const&>;
};

/// Adds what a change did.
inline void add_changes(std::uint64_t& to, result of) { to += of.rows_affected(); }
template <class Row>
void add_changes(std::vector<Row>& to, result of) {
  for (Row const& row : std::move(of).as<Row>()) to.push_back(row);
}

/// Runs an INSERT for each row, all or none: next() sets the parameters, false at the end.
HELIOS_DECL void insert_rows(executor& on, typed::sql_text const& text,
                             std::function<bool(std::vector<types::value>&)> const& next,
                             std::function<void(result)> const& take);

}  // namespace detail

/// UPDATE or DELETE of rows of one table, which where() or all() runs.
template <class Table, class Row = changed_count>
class [[nodiscard]] typed_change {
 public:
  typed_change(executor& on, typed::change_parts parts) : on_(&on), parts_(std::move(parts)) {}

  template <class... Es>
  auto returning(Es const&... values) const {
    using returned = typed::returned<Table, Es...>;
    typed::change_parts parts = parts_;
    parts.returning = returned::text(values...);
    return typed_change<Table, typename returned::row>(*on_, std::move(parts));
  }
  /// Changes the rows that meet a condition.
  template <class E>
  detail::changes_of<Row> where(E const& condition) {
    typed::check_given(typed::detail::needs_with<typed::detail::node_list<>, E>());
    parts_.where = typed::condition_text<typed::scope<Table>>(condition);
    return all();
  }
  /// Changes all rows.
  detail::changes_of<Row> all() {
    detail::changes_of<Row> done{};
    detail::add_changes(done, detail::run_text(*on_, parts_.text()));
    return done;
  }

 private:
  executor* on_;
  typed::change_parts parts_;
};

/// INSERT into one table, which rows() runs.
template <class Table, class Row = changed_count>
class [[nodiscard]] typed_insert {
 public:
  using row = typename Table::row;

  typed_insert(executor& on, typed::insert_parts parts) : on_(&on), parts_(std::move(parts)) {}

  template <class... Es>
  auto returning(Es const&... values) const {
    using returned = typed::returned<Table, Es...>;
    typed::insert_parts parts = parts_;
    parts.returning = returned::text(values...);
    return typed_insert<Table, typename returned::row>(*on_, std::move(parts));
  }
  /// The table says what is in these columns, not the rows.
  template <typed::fixed_string... Names>
  typed_insert by_default(typed::column_node<Names> const&...) const {
    (typed::check_expression<typed::scope<Table>, typed::column_node<Names>>(), ...);
    typed_insert next = *this;
    for (std::size_t const at : {typed::find_column<Table>(Names.view())...}) {
      if (at != typed::no_column) next.parts_.given[at] = false;
    }
    return next;
  }
  /// Rows that a key forbids are left out, and neither counted nor returned.
  typed_insert on_conflict_do_nothing() const {
    typed_insert next = *this;
    next.parts_.on_conflict = typed::insert_parts::conflict::nothing;
    return next;
  }

  detail::changes_of<Row> rows(std::initializer_list<row> all) const {
    return rows(std::span(all.begin(), all.size()));
  }
  detail::changes_of<Row> rows(row const& one) const { return rows(std::span(&one, 1)); }
  template <class Rows>
  detail::changes_of<Row> rows(Rows const& all) const {
    constexpr bool fits = detail::rows_of_struct<Rows, row>;
    static_assert(fits, "these are no rows of the table's struct");
    detail::changes_of<Row> done{};
    if constexpr (fits) {
      auto at = std::begin(all);
      detail::insert_rows(
          *on_, parts_.text(),
          [&](std::vector<types::value>& values) {
            if (at == std::end(all)) return false;
            set(values, *at++);
            return true;
          },
          [&](result of) { detail::add_changes(done, std::move(of)); });
    }
    return done;
  }

 private:
  void set(std::vector<types::value>& values, row const& from) const {
    values.clear();
    std::size_t column = 0;
    typed::each_value(from, [&](auto const& member) {
      if (parts_.given[column++]) values.push_back(to_value(member));
    });
  }

  executor* on_;
  typed::insert_parts parts_;
};

}  // namespace helios
