// helios/api/typed_query.hpp -- queries and changes of typed tables.
//
// Shape     db.from<users>().where(...).order_by(...).limit(n)
//             rows as users' struct: a lazy input range of Row const&, walked once per begin()
//           .join<orders>(on)   .left_join<orders>(on)   .group_by("a"_c, ...)   .having(...)
//             .select(e, ...)   as std::tuple       .into<Struct>(e, ...)   as Struct
//             .count()   .exists()   .one()   .text()
//           db.update<users>("age"_c = "age"_c + 1).where(...)     db.erase<users>().where(...)
//             change rows at once and return how many; .all() changes all of them
// Threads   as the session they were made of, which outlives them
// Errors    as executor::query(); what is wrong with names and types does not compile
// Cost      its text is made each time it runs; the session parses a text once
#pragma once

#include <helios/api/result.hpp>
#include <helios/base/views.hpp>
#include <helios/typed/select.hpp>
#include <helios/typed/stored_table.hpp>

#include <memory>

namespace helios {

class executor;

namespace detail {
[[nodiscard]] HELIOS_DECL result run_text(executor& on, typed::sql_text const& text);
/// Throws where the stored table is not what the struct says: 42P01, 42703, 42804. It is looked at
/// once for each version of the catalog.
HELIOS_DECL void expect_table(executor& on, typed::expected_table const& table);
}  // namespace detail

/// What a query of several tables or of groups yields before it says what.
struct not_selected {};

/// Row: what it yields; Scope: the tables it reads; Groups: what group_by() named.
template <class Row, class Scope, class Groups = typed::no_groups>
class typed_query : public view_base {
 public:
  /// For range-v3, whose views can be made of nothing: it cannot be walked.
  typed_query() = default;
  typed_query(executor& on, typed::select_parts parts) : on_(&on), parts_(std::move(parts)) {}

  /// Several conditions must hold together.
  template <class E>
  [[nodiscard]] typed_query where(E const& condition) const {
    if constexpr (typed::node<E>) static_cast<void>(sizeof(typed::detail::check_no_aggregate<E>));
    typed_query next = *this;
    add_condition(next.parts_.where, typed::condition_text<Scope>(condition));
    return next;
  }
  template <class Table, class E>
  [[nodiscard]] auto join(E const& condition) const {
    return joined<Table>(" JOIN ", condition);
  }
  /// The table's columns are std::optional: rows without a partner have none.
  template <class Table, class E>
  [[nodiscard]] auto left_join(E const& condition) const {
    return joined<typed::outer<Table>>(" LEFT JOIN ", condition);
  }
  template <class... Es>
  [[nodiscard]] auto group_by(Es const&... columns) const {
    (typed::check_expression<Scope, Es>(), ...);
    typed_query<not_selected, Scope, typed::detail::node_list<Es...>> next(*on_, parts_);
    (next.add_to(next.parts_.group, columns), ...);
    return next;
  }
  /// Of groups.
  template <class E>
  [[nodiscard]] typed_query having(E const& condition) const {
    typed_query next = *this;
    add_condition(next.parts_.having, typed::condition_text<Scope>(condition));
    check_grouping<E>();
    return next;
  }
  template <class... Es>
  [[nodiscard]] typed_query order_by(Es const&... by) const {
    typed_query next = *this;
    next.parts_.order = {};
    (next.add_order(by), ...);
    return next;
  }
  [[nodiscard]] typed_query limit(std::uint64_t rows) const {
    typed_query next = *this;
    next.parts_.limit = rows;
    return next;
  }
  [[nodiscard]] typed_query offset(std::uint64_t rows) const {
    typed_query next = *this;
    next.parts_.offset = rows;
    return next;
  }
  [[nodiscard]] typed_query distinct() const {
    typed_query next = *this;
    next.parts_.distinct = true;
    return next;
  }
  template <class... Es>
  [[nodiscard]] auto select(Es const&... values) const {
    constexpr bool nodes = (typed::node<Es> && ...);
    static_assert(nodes, "what is selected is made of columns");
    if constexpr (nodes) {
      return project<std::tuple<typename Es::template type<Scope>...>>(values...);
    } else {
      return *this;
    }
  }
  /// Struct's members, by position.
  template <class Struct, class... Es>
  [[nodiscard]] auto into(Es const&... values) const {
    constexpr bool fits = typed::value_count<Struct>() == sizeof...(Es);
    static_assert(fits, "into() takes a value for each member of the struct");
    return project<Struct>(values...);
  }

  [[nodiscard]] std::uint64_t count() const {
    return static_cast<std::uint64_t>(
        detail::run_text(*on_, parts_.count()).template value<std::int64_t>());
  }
  [[nodiscard]] bool exists() const {
    return detail::run_text(*on_, parts_.exists()).template value<bool>();
  }
  /// The only row; nothing if there is none; P0003 if there are more.
  [[nodiscard]] std::optional<Row> one() const {
    refuse_unselected();
    return detail::run_text(*on_, parts_.select()).template one<Row>();
  }
  [[nodiscard]] typed::sql_text text() const { return parts_.select(); }

  /// Runs it.
  [[nodiscard]] auto begin() const {
    refuse_unselected();
    if constexpr (std::same_as<Row, not_selected>) {
      return std::counted_iterator<Row const*>();
    } else {
      rows_ = std::make_shared<result_of<Row>>(detail::run_text(*on_, parts_.select()));
      return rows_->begin();
    }
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  template <class, class, class>
  friend class typed_query;

  static constexpr void refuse_unselected() {
    constexpr bool selected = !std::same_as<Row, not_selected>;
    static_assert(selected, "say what a row is: select(...) or into<Struct>(...)");
  }
  /// Among aggregates a column is grouped, also where nothing is.
  template <class... Es>
  static constexpr void check_grouping() {
    if constexpr (!std::same_as<Groups, typed::no_groups>) {
      (typed::check_grouping<Scope, Groups, Es>(), ...);
    } else if constexpr ((Es::aggregates || ...)) {
      (typed::check_grouping<Scope, typed::detail::node_list<>, Es>(), ...);
    }
  }
  template <class Table, class E>
  [[nodiscard]] auto joined(std::string_view how, E const& condition) const {
    using scope = typename Scope::template with<Table>;
    detail::expect_table(*on_, typed::expected<typename Table::of>);
    typed_query<not_selected, scope> next(*on_, parts_);
    next.parts_.columns = typed::sql_text() << "*";
    Table::print(next.parts_.from << how);
    next.parts_.from << " ON " << typed::condition_text<scope>(condition);
    return next;
  }
  template <class E>
  void add_to(typed::sql_text& list, E const& value) {
    if (!list.empty()) list << ", ";
    value.print(list);
  }
  template <class E>
  void add_order(E const& by) {
    if constexpr (typed::node<E>) {
      typed::check_expression<Scope, E>();
      check_grouping<E>();
      add_to(parts_.order, by);
    } else {
      add_order(by.of);
      parts_.order << by.direction;
    }
  }
  template <class To, class... Es>
  [[nodiscard]] typed_query<To, Scope, Groups> project(Es const&... values) const {
    (typed::check_expression<Scope, Es>(), ...);
    check_grouping<Es...>();
    typed_query<To, Scope, Groups> next(*on_, parts_);
    next.parts_.columns = {};
    (next.add_to(next.parts_.columns, values), ...);
    return next;
  }

  executor* on_ = nullptr;
  typed::select_parts parts_;
  mutable std::shared_ptr<result_of<Row>> rows_;  // of the walk under way
};

/// UPDATE or DELETE of rows of one table, which where() or all() runs.
template <class Scope>
class [[nodiscard]] typed_change {
 public:
  typed_change(executor& on, typed::sql_text begin) : on_(&on), parts_{std::move(begin), {}} {}

  /// Changes the rows that meet a condition; returns how many.
  template <class E>
  std::uint64_t where(E const& condition) {
    parts_.where = typed::condition_text<Scope>(condition);
    return all();
  }
  /// Changes all rows.
  std::uint64_t all() { return detail::run_text(*on_, parts_.text()).rows_affected(); }

 private:
  executor* on_;
  typed::change_parts parts_;
};

}  // namespace helios
