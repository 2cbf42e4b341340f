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

}  // namespace helios::plan

#if HELIOS_HEADER_ONLY
#include <helios/plan/impl/apply_change.ipp>
#endif
