// helios/api/typed_change.hpp -- changes of typed tables.
//
// Shape     db.update<users>("age"_c = "age"_c + 1).where(...)     db.erase<users>().where(...)
//           change rows at once and return how many; .all() changes all of them
// Threads   as the session they were made of, which outlives them
// Errors    as executor::execute(); what is wrong with names and types does not compile
#pragma once

#include <helios/api/typed_query.hpp>

namespace helios {

/// UPDATE or DELETE of rows of one table, which where() or all() runs.
template <class Scope>
class [[nodiscard]] typed_change {
 public:
  typed_change(executor& on, typed::sql_text begin) : on_(&on), parts_{std::move(begin), {}} {}

  /// Changes the rows that meet a condition; returns how many.
  template <class E>
  std::uint64_t where(E const& condition) {
    typed::check_given(typed::detail::needs_with<typed::detail::node_list<>, E>());
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
