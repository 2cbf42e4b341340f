// helios/api/typed_query.hpp -- queries of typed tables.
//
// Shape     db.from<users>().where(...).order_by(...).limit(n)
//             rows as users' struct: a lazy input range of Row const&, walked once per begin()
//           .join<orders>(on)   .left_join   .right_join   .full_join   .cross_join<orders>()
//           .nearest("e"_c, vec<N>{..}, n)      the n nearest, as neighbour<Row>: row, distance
//           .group_by("a"_c, ...)   .having(...)   .distinct()
//             .select(e, ...)   as std::tuple       .into<Struct>(e, ...)   as Struct
//           .union_(query)   .union_all   .except_   .intersect_      of rows of one type
//             .count()   .exists()   .one()   .sum(e)   .avg(e)   .min(e)   .max(e)   .count(e)
//           .prepare()      with helios::parameter<1, int> in it: api/prepared_query.hpp
//           .within<users>()   names columns of the query that it stands in: typed/subquery.hpp
//           .text()         the SQL that it is
// Threads   as the session they were made of, which outlives them
// Errors    as executor::query(); what is wrong with names and types does not compile
// Cost      its text is made each time it runs; the session parses a text once. Aggregates of one
//           table's numbers and times are loops over its columns (typed/row_loops.hpp).
#pragma once

#include <helios/api/prepared_query.hpp>
#include <helios/api/result.hpp>
#include <helios/base/shared_box.hpp>
#include <helios/base/views.hpp>
#include <helios/typed/nearness.hpp>
#include <helios/typed/row_loops.hpp>
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
[[nodiscard]] HELIOS_DECL statement prepare_text(executor& on, typed::sql_text const& text);
/// Takes the rows of a plain query in; false: SQL is to do it.
[[nodiscard]] HELIOS_DECL bool fold_rows(executor& on, typed::select_parts const& rows,
                                         typed::row_fold const& into);

/// What queries of all types hold.
class query_state {
 protected:
  query_state() noexcept = default;
  HELIOS_DECL query_state(executor& on, typed::select_parts&& parts) noexcept;
  HELIOS_DECL query_state(query_state const&);
  HELIOS_DECL query_state(query_state&&) noexcept;
  HELIOS_DECL query_state& operator=(query_state const&);
  HELIOS_DECL query_state& operator=(query_state&&) noexcept;
  HELIOS_DECL ~query_state();

  executor* on_ = nullptr;
  typed::select_parts parts_;
  mutable std::shared_ptr<void> rows_;  // of the walk under way
};

}  // namespace detail

/// A column that nothing has was told of before.
template <>
struct conversion<typed::unknown_column> {
  [[nodiscard]] static typed::unknown_column read(field const&) noexcept { return {}; }
};

/// What a query of several tables or of groups yields before it says what.
struct not_selected {};

/// Row: what it yields; Scope: the tables it reads; Groups: what group_by() named; Needs: what it
/// waits for (typed/needs.hpp).
template <class Row, class Scope, class Groups = typed::no_groups,
          class Needs = typed::detail::node_list<>>
class typed_query : public view_base, private detail::query_state {
  /// The query that this one becomes by a clause with some expressions.
  template <class NewRow, class NewScope, class NewGroups, class... Es>
  using next_query =
      typed_query<NewRow, NewScope, NewGroups, typed::detail::needs_with<Needs, Es...>>;

 public:
  using row_type = Row;
  using needs = Needs;

  /// For range-v3, whose views can be made of nothing: it cannot be walked.
  typed_query() = default;
  typed_query(executor& on, typed::select_parts parts) : query_state(on, std::move(parts)) {}

  /// Several conditions must hold together.
  template <class E>
  [[nodiscard]] auto where(E const& condition) const {
    if constexpr (typed::node<E>) static_cast<void>(sizeof(typed::detail::check_no_aggregate<E>));
    next_query<Row, Scope, Groups, E> next(*on_, parts_);
    add_condition(next.parts_.where, typed::condition_text<Scope>(condition));
    typed::add_test<Scope>(next.parts_.tests, condition);
    return next;
  }
  template <class Table, class E>
  [[nodiscard]] auto join(E const& condition) const {
    return joined<Table, typename Scope::template with<Table>>(" JOIN ", condition);
  }
  /// The table's columns are std::optional: rows without a partner have none.
  template <class Table, class E>
  [[nodiscard]] auto left_join(E const& condition) const {
    using scope = typename Scope::template with<typed::outer<Table>>;
    return joined<Table, scope>(" LEFT JOIN ", condition);
  }
  /// The columns of the tables before it are std::optional.
  template <class Table, class E>
  [[nodiscard]] auto right_join(E const& condition) const {
    using scope = typename Scope::all_outer::template with<Table>;
    return joined<Table, scope>(" RIGHT JOIN ", condition);
  }
  /// All columns are std::optional.
  template <class Table, class E>
  [[nodiscard]] auto full_join(E const& condition) const {
    using scope = typename Scope::all_outer::template with<typed::outer<Table>>;
    return joined<Table, scope>(" FULL JOIN ", condition);
  }
  template <class Table>
  [[nodiscard]] auto cross_join() const {
    return crossed<Table, typename Scope::template with<Table>>(" CROSS JOIN ");
  }
  /// A query within one of Table, whose columns may be named: "users.id"_c.
  template <class Table>
  [[nodiscard]] auto within() const {
    check_name<Table>();
    using outer = typed::detail::node_list<typed::table_need<Table>>;
    return typed_query<Row, typename Scope::template with<Table>, Groups,
                       typename typed::detail::joined<Needs, outer>::type>(*on_, parts_);
  }
  template <class... Es>
  [[nodiscard]] auto group_by(Es const&... columns) const {
    (typed::check_expression<Scope, Es>(), ...);
    next_query<not_selected, Scope, typed::detail::node_list<Es...>, Es...> next(*on_, parts_);
    next.parts_.group.write_values(true);
    typed::print_list(next.parts_.group, columns...);
    return next;
  }
  /// Of groups.
  template <class E>
  [[nodiscard]] auto having(E const& condition) const {
    next_query<Row, Scope, Groups, E> next(*on_, parts_);
    add_condition(next.parts_.having, typed::condition_text<Scope>(condition));
    check_grouping<E>();
    return next;
  }
  template <class... Es>
  [[nodiscard]] auto order_by(Es const&... by) const {
    constexpr bool open = !detail::is_neighbour<Row>;
    static_assert(open, "nearest() orders the rows: nothing else does");
    next_query<Row, Scope, Groups, Es...> next(*on_, parts_);
    next.parts_.order = {};
    (add_order(next.parts_.order, by), ...);
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
    if constexpr (fits) typed::check_members<Scope, Struct, Es...>();
    return project<Struct>(values...);
  }

  template <class Other>
  [[nodiscard]] auto union_(Other const& other) const {
    return combined(" UNION ", other);
  }
  template <class Other>
  [[nodiscard]] auto union_all(Other const& other) const {
    return combined(" UNION ALL ", other);
  }
  template <class Other>
  [[nodiscard]] auto except_(Other const& other) const {
    return combined(" EXCEPT ", other);
  }
  template <class Other>
  [[nodiscard]] auto intersect_(Other const& other) const {
    return combined(" INTERSECT ", other);
  }

  /// The rows whose vectors are nearest to one, nearest first, and how far they are:
  /// for (auto const& [user, distance] : ...). What has not been selected yet is only ordered.
  template <class E, class V>
  [[nodiscard]] auto nearest(E const& vectors, V const& to, std::uint64_t rows,
                             metric by = metric::l2) const {
    auto const distance = typed::nearness(vectors, to, by);
    using node = std::remove_const_t<decltype(distance)>;
    typed::check_expression<Scope, node>();
    check_grouping<node>();
    using found = neighbour<Row, typename node::template type<Scope>>;
    constexpr bool selected = !std::same_as<Row, not_selected>;
    next_query<std::conditional_t<selected, found, Row>, Scope, Groups, node> next(*on_, parts_);
    distance.print(next.parts_.order = {});
    next.parts_.limit = rows;
    if constexpr (selected) next.parts_.add_order(detail::part_count<found>());
    return next;
  }

  [[nodiscard]] std::uint64_t count() const {
    std::int64_t rows = 0;
    if (!folded(helios::count(), rows)) rows = run(parts_.count()).template value<std::int64_t>();
    return static_cast<std::uint64_t>(rows);
  }
  [[nodiscard]] bool exists() const { return run(parts_.exists()).template value<bool>(); }
  // Of a value of each row; NULL where there is none.
  template <typed::aggregated E>
  [[nodiscard]] auto sum(E const& of) const {
    return aggregate(typed::sum(of));
  }
  template <typed::aggregated E>
  [[nodiscard]] auto avg(E const& of) const {
    return aggregate(typed::avg(of));
  }
  template <typed::aggregated E>
  [[nodiscard]] auto min(E const& of) const {
    return aggregate(typed::min(of));
  }
  template <typed::aggregated E>
  [[nodiscard]] auto max(E const& of) const {
    return aggregate(typed::max(of));
  }
  /// How many values are not NULL.
  template <typed::aggregated E>
  [[nodiscard]] auto count(E const& of) const {
    return aggregate(typed::count(of));
  }
  /// The only row; nothing if there is none; P0003 if there are more.
  [[nodiscard]] std::optional<Row> one() const {
    refuse_unselected();
    return run(parts_.select()).template one<Row>();
  }
  /// To run it often, with arguments for its parameters.
  [[nodiscard]] auto prepare() const {
    refuse_unselected();
    using outer = typename typed::detail::tables_in<Needs>::type;
    typed::check_given(outer());
    typed::sql_text const all = text();
    return detail::prepared_query_of<Row>(detail::prepare_text(*on_, all), all,
                                          typed::detail::arguments_of(Needs()));
  }
  [[nodiscard]] typed::sql_text text() const { return parts_.select(); }

  /// Runs it.
  [[nodiscard]] auto begin() const {
    refuse_unselected();
    if constexpr (std::same_as<Row, not_selected>) {
      return std::counted_iterator<Row const*>();
    } else {
      result_of<Row> rows(run(parts_.select()));
      rows_ = rows.reading_;
      return rows.begin();
    }
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  template <class, class, class, class>
  friend class typed_query;

  static constexpr void refuse_unselected() {
    constexpr bool selected = !std::same_as<Row, not_selected>;
    static_assert(selected, "say what a row is: select(...) or into<Struct>(...)");
  }
  template <class Table>
  static constexpr void check_name() {
    constexpr bool other = !Scope::template names<Table>;
    static_assert(other, "this query reads a table of this name: helios::alias<\"other\", table>");
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
  [[nodiscard]] result run(typed::sql_text const& text) const {
    typed::check_given(Needs());
    return detail::run_text(*on_, text);
  }
  template <class Table, class NewScope, class... Es>
  [[nodiscard]] auto crossed(std::string_view how) const {
    check_name<Table>();
    detail::expect_table(*on_, typed::expected<typename Table::of>);
    next_query<not_selected, NewScope, Groups, Es...> next(*on_, parts_);
    next.parts_.set_columns(typed::sql_text() << "*");
    Table::print(next.parts_.from << how);
    return next;
  }
  template <class Table, class NewScope, class E>
  [[nodiscard]] auto joined(std::string_view how, E const& condition) const {
    auto next = crossed<Table, NewScope, E>(how);
    if constexpr (!Scope::template names<Table>) {
      next.parts_.from << " ON " << typed::condition_text<NewScope>(condition);
    }
    return next;
  }
  template <class E>
  static void add_value(typed::sql_text& to, E const& value) {
    if (!to.empty()) to << ", ";
    to.write_values(typed::is_group<Groups, E>);
    value.print(to);
  }
  template <class E>
  static void add_order(typed::sql_text& to, E const& by) {
    if constexpr (typed::node<E>) {
      typed::check_expression<Scope, E>();
      check_grouping<E>();
      add_value(to, by);
    } else {
      add_order(to, by.of);
      to << by.direction << by.nulls;
    }
  }
  template <class To, class... Es>
  [[nodiscard]] auto project(Es const&... values) const {
    (typed::check_expression<Scope, Es>(), ...);
    check_grouping<Es...>();
    next_query<To, Scope, Groups, Es...> next(*on_, parts_);
    next.parts_.set_columns({});
    (add_value(next.parts_.columns, values), ...);
    return next;
  }
  template <class A>
  [[nodiscard]] auto aggregate(A const& of) const {
    constexpr bool rows = std::same_as<Groups, typed::no_groups>;
    static_assert(rows, "of groups: select(sum(\"a\"_c)) yields a row of each");
    typed::check_expression<Scope, A>();
    using value = typename A::template type<Scope>;
    if constexpr (!typed::detail::any_unknown<value>) {
      if (value known{}; folded(of, known)) return known;
    }
    typed::sql_text each;
    of.of.print(each);
    return run(parts_.aggregate(of.opening, each)).template value<value>();
  }
  /// An aggregate by a loop over the table's columns. False: it is for SQL.
  template <class E, typed::detail::aggregate What, class Value>
  [[nodiscard]] bool folded(typed::aggregate_node<E, What> const& of, Value& to) const {
    constexpr bool stands_alone =
        std::same_as<Needs, typed::detail::node_list<>> && std::same_as<Groups, typed::no_groups>;
    if constexpr (stands_alone && typed::folds<Scope, E, What>()) {
      typed::fold<Scope, E, What> under_way(of);
      return parts_.plain() && parts_.tests.complete &&
             detail::fold_rows(*on_, parts_, under_way.loop()) && under_way.read(to);
    } else {
      return false;
    }
  }
  template <class Other>
  [[nodiscard]] auto combined(std::string_view how, Other const& other) const {
    refuse_unselected();
    constexpr bool same = std::same_as<Row, typename Other::row_type>;
    static_assert(same, "both queries yield rows of one type");
    using all_needs = typename typed::detail::joined<Needs, typename Other::needs>::type;
    using read = typed::rows_read<Row, Scope>;
    return typed_query<Row, typename read::scope, typed::no_groups, all_needs>(
        *on_, typed::combine(text(), how, other.text(), read::columns));
  }
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/typed_query.ipp>
#endif
