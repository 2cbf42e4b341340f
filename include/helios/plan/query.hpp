// helios/plan/query.hpp -- a bound statement: its plan, the subqueries in its expressions, what is
// shared.
//
// Shape     slots      values from outside that a part of the plan reads with outer_column(slot):
//                      columns of enclosing queries, left operands of IN. Numbered in the whole
//                      statement, so any depth reads any level.
//           subquery   expression_kind::subquery, index = its number, operands = the values of its
//                      `slots`, evaluated where it stands
//
//             scalar   the one column of its one row, NULL without a row; 21000 for two rows
//             exists   whether there is a row
//             any      whether `comparison` is true for a row; NULL if for none but NULL for one
//             all      whether it is true for every row; NULL likewise
//             x IN (SELECT y ..)   any, comparison: outer_column(slot of x) = y
// Threads   immutable once bound and optimized
#pragma once

#include <helios/plan/node.hpp>

namespace helios::plan {

struct subquery {
  enum class type : std::uint8_t { scalar, exists, any, all };
  type what = type::scalar;
  node_ptr root;
  expression_ptr comparison;         // of any and all, over the root's columns
  std::vector<std::uint32_t> slots;  // set from the expression's operands
  std::vector<std::uint32_t> reads;  // all slots that it and what it contains read, ascending
};

struct query {
  node_ptr root;  // its columns are the result's
  std::vector<subquery> subqueries;
  std::vector<node_ptr> shared;  // WITH: made once per execution, when first read. nullptr: the
                                 // working table of a recursive query, or one that stands in its
                                 // place.
  std::vector<std::string> shared_names;
  std::uint32_t columns = 0;  // numbers given so far, from 1
  std::uint32_t slots = 0;
  bool for_update = false;  // FOR UPDATE and its kin: the rows read belong into the write set
};

/// ON CONFLICT: what becomes of a row that a constraint refuses.
struct conflict_action {
  bool update = false;                        // else nothing
  std::optional<catalog::object_id> arbiter;  // a constraint or index; none: any
  std::vector<std::size_t> targets;
  expressions values;                      // over `existing` and `excluded`
  expression_ptr where;                    // likewise; nullptr: always
  std::vector<column> existing, excluded;  // a number per table column
};

/// INSERT, UPDATE, DELETE: what is read (a query), and what becomes of each row.
struct change {
  enum class type : std::uint8_t { insert, update, erase };
  type what = type::insert;
  catalog::table_ptr table;
  /// insert: a column per member of `targets`, assignment casts done.
  /// update, erase: the row (a column per table column), the row id if the table has no primary
  /// key, then for update the new values of `targets`.
  query from;
  std::vector<std::size_t> targets;  // positions of table columns

  std::optional<conflict_action> conflict;

  /// RETURNING: over `returned` (the row after the change; of erase, before it) and the columns of
  /// `from`.
  std::vector<column> returned;  // a number per table column
  std::vector<column> returning_columns;
  expressions returning;
};

}  // namespace helios::plan
