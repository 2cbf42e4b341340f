// helios/plan/apply_change.hpp -- INSERT, UPDATE and DELETE: the rows that a change reads, and what
// becomes of them in their table.
//
// Shape     read all -> for each row: insert, update or erase -> RETURNING
// Holds     (A1) every row is read before the first is changed, and subqueries read the state of
//           then, so a statement never sees its own changes
//           (A2) UPDATE changes a row once, whatever it was joined with; so does ON CONFLICT, or
//           the statement fails with 21000
// Threads   one, as the transaction
// Errors    those of the query and of catalog/table_writer.hpp; 57014 cancelled. A change that
//           fails has been done in part: the caller's savepoint undoes it.
#pragma once

#include <helios/catalog/write_scope.hpp>
#include <helios/exec/row_store.hpp>
#include <helios/plan/lower.hpp>

#include <functional>

namespace helios::plan {

struct change_result {
  std::uint64_t rows = 0;
  exec::row_store returned;  // a column per member of change::returning
};

/// `reading`: of the change's query, at its beginning. `done` is called now and then with the rows
/// changed since the last call. Foreign keys are looked at when the caller ends the scope's
/// statement.
[[nodiscard]] HELIOS_DECL change_result apply(change const& of, execution& reading,
                                              exec::run_context& run, catalog::write_scope& scope,
                                              std::function<void(std::uint64_t)> const& done = {});

/// An INSERT of VALUES that stand for themselves and of which nothing is asked: its rows see
/// nothing of what it changes, so each is written when it is computed; apply() does it so. To run
/// it again takes other parameters and nothing else.
class values_insert {
 public:
  [[nodiscard]] HELIOS_DECL static bool is(change const& of) noexcept;
  /// Requires is(of); keeps it.
  HELIOS_DECL explicit values_insert(change const& of);
  /// As apply() of the change. Returns the number of rows.
  HELIOS_DECL std::uint64_t run(exec::run_context const& run, catalog::write_scope& scope,
                                std::function<void(std::uint64_t)> const& done = {});

 private:
  change const* of_;
  std::vector<std::size_t> not_given_;  // columns that get their defaults
  catalog::row_values row_;
};

}  // namespace helios::plan

#if HELIOS_HEADER_ONLY
#include <helios/plan/impl/apply_change.ipp>
#endif
