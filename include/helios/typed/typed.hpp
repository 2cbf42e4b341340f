// helios/typed/typed.hpp -- tables as C++ types, and queries whose mistakes do not compile.
//
// table.hpp          a table: its struct, its constraints
// columns.hpp        its columns (members.hpp, column_type.hpp); values.hpp: C++ values in SQL
// numeric.hpp        exact numbers; chrono_values.hpp: dates, times, durations; json_column.hpp
// table_schema.hpp   the SQL that makes it; stored_table.hpp: in what the stored one differs
// migration_plan.hpp the steps to it from what is stored (migration_choice.hpp)
// expression.hpp     conditions and values over columns (operation.hpp, operators.hpp, scope.hpp)
//                    aggregate.hpp, choice.hpp (CASE), functions.hpp; type_rules.hpp: what fits
// subquery.hpp       queries within them; needs.hpp: parameters
// predicate.hpp      conditions made at run time
// select.hpp         the SQL of a query, change.hpp of a change; who runs them is
//                    api/typed_query.hpp
// vec.hpp            vectors; nearness.hpp: how near they are, neighbour.hpp: what is found so
// row_loops.hpp      conditions and aggregates as loops (row_kernel.hpp, row_block.hpp)
// key_query.hpp      a row by its key (stored_cell.hpp); row_feed.hpp: rows on their way in
// hana.hpp           rows and columns for Boost.Hana: only for who includes it
//
// Threads   as each header says
#pragma once

#include <helios/typed/change.hpp>
#include <helios/typed/choice.hpp>
#include <helios/typed/chrono_values.hpp>
#include <helios/typed/functions.hpp>
#include <helios/typed/json_column.hpp>
#include <helios/typed/key_query.hpp>
#include <helios/typed/migration_plan.hpp>
#include <helios/typed/numeric.hpp>
#include <helios/typed/predicate.hpp>
#include <helios/typed/row_feed.hpp>
#include <helios/typed/row_loops.hpp>
#include <helios/typed/select.hpp>
#include <helios/typed/stored_table.hpp>
#include <helios/typed/table_schema.hpp>
