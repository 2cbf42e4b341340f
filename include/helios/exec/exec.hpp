// helios/exec/exec.hpp -- running a query: batches of columns flow through a tree of operators.
//
//   element.hpp, batch.hpp, column.hpp     columns, selections, values in and out of them
//   environment.hpp                        session, parameters, memory of an evaluation
//   function.hpp, functions/               kernels, families of functions, the choice among them
//   expression.hpp, evaluate.hpp           bound expressions and their values
//   aggregate.hpp                          sum, count and the others
//   row_slices.hpp                         batches a few rows at a time
//   row_key.hpp, key_table.hpp, integer_table.hpp, key_numbers.hpp, row_store.hpp
//                    what joins, groups and sorts are made of
//   operation.hpp, operators/              the operators
#pragma once

#include <helios/exec/aggregate.hpp>
#include <helios/exec/evaluate.hpp>
#include <helios/exec/operators/append.hpp>
#include <helios/exec/operators/distinct.hpp>
#include <helios/exec/operators/fetched_rows.hpp>
#include <helios/exec/operators/filter.hpp>
#include <helios/exec/operators/hash_aggregate.hpp>
#include <helios/exec/operators/index_scan.hpp>
#include <helios/exec/operators/join.hpp>
#include <helios/exec/operators/limit.hpp>
#include <helios/exec/operators/nested_loop.hpp>
#include <helios/exec/operators/project.hpp>
#include <helios/exec/operators/recursion.hpp>
#include <helios/exec/operators/scan.hpp>
#include <helios/exec/operators/series.hpp>
#include <helios/exec/operators/set_operation.hpp>
#include <helios/exec/operators/sort.hpp>
#include <helios/exec/operators/stored_scan.hpp>
#include <helios/exec/operators/values.hpp>
#include <helios/exec/row_slices.hpp>
