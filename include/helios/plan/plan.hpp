// helios/plan/plan.hpp -- from bound statements to running operators.
//
//   node.hpp, query.hpp    the plan: relational operators over numbered columns, subqueries
//   optimize.hpp           the same rows with less work; EXPLAIN
//   lower.hpp              an execution: operators, slots, shared rows
//   apply_change.hpp       INSERT, UPDATE, DELETE: the rows read, and the table they are for
//   change_by_key.hpp      UPDATE and DELETE of a row that its key names, without operators
#pragma once

#include <helios/plan/apply_change.hpp>
#include <helios/plan/array_rows.hpp>
#include <helios/plan/change_by_key.hpp>
#include <helios/plan/lower.hpp>
#include <helios/plan/node.hpp>
#include <helios/plan/optimize.hpp>
#include <helios/plan/query.hpp>
