// helios/plan/plan.hpp -- from bound statements to running operators.
//
//   node.hpp, query.hpp    the plan: relational operators over numbered columns, subqueries
//   optimize.hpp           the same rows with less work; EXPLAIN
//   lower.hpp              an execution: operators, slots, shared rows
#pragma once

#include <helios/plan/lower.hpp>
#include <helios/plan/node.hpp>
#include <helios/plan/optimize.hpp>
#include <helios/plan/query.hpp>
