// helios/api/typed_query.hpp -- queries and changes of typed tables.
//
// Shape     db.from<users>().where(...).order_by(...).limit(n)
//             rows as users' struct: a lazy input range of Row const&, walked once per begin()
//             .select(e, ...)   as std::tuple       .into<Struct>(e, ...)   as Struct
//             .count()   .exists()   .one()   .text()
//           db.update<users>("age"_c = "age"_c + 1).where(...)     db.erase<users>().where(...)
//             change rows at once and return how many; .all() changes all of them
// Threads   as the session they were made of, which outlives them
// Errors    as executor::query(); what is wrong with names and types does not compile
// Cost      the statement is parsed each time
#pragma once

#include <helios/api/result.hpp>
#include <helios/base/views.hpp>
#include <helios/typed/select.hpp>

#include <memory>

namespace helios {

class executor;

namespace detail {
[[nodiscard]] HELIOS_DECL result run_text(executor& on, typed::sql_text const& text);
}  // namespace detail

/// Row: what it yields; Scope: the tables it reads.
template <class Row, class Scope>
class typed_query : public view_base {
 public:
  /// For range-v3, whose views can be made of nothing: it cannot be walked.
  typed_query() = default;
  typed_query(executor& on, typed::select_parts parts) : on_(&on), parts_(std::move(parts)) {}

  /// Several conditions must hold together.
  template <class E>
  [[nodiscard]] typed_query where(E const& condition) const {
    typed_query next = *this;
    next.parts_.add_condition(typed::condition_text<Scope>(condition));
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
    static_assert(typed::columns<Struct>.size() == sizeof...(Es),
                  "into() takes a value for each member of the struct");
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
    return detail::run_text(*on_, parts_.select()).template one<Row>();
  }
  [[nodiscard]] typed::sql_text text() const { return parts_.select(); }

  /// Runs it.
  [[nodiscard]] auto begin() const {
    rows_ = std::make_shared<result_of<Row>>(detail::run_text(*on_, parts_.select()));
    return rows_->begin();
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  template <class, class>
  friend class typed_query;

  template <class E>
  void add_order(E const& by) {
    if (!parts_.order.empty()) parts_.order << ", ";
    if constexpr (typed::node<E>) {
      typed::check_expression<Scope, E>();
      by.print(parts_.order);
    } else {
      add_order(by.of);
      parts_.order << by.direction;
    }
  }
  template <class To, class... Es>
  [[nodiscard]] typed_query<To, Scope> project(Es const&... values) const {
    (typed::check_expression<Scope, Es>(), ...);
    typed::sql_text list;
    auto const add = [&](auto const& value) {
      if (!list.empty()) list << ", ";
      value.print(list);
    };
    (add(values), ...);
    typed_query<To, Scope> next(*on_, parts_);
    next.parts_.columns = list;
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
