// helios/api/api.hpp -- what programs use: open a database, run SQL, read rows.
//
//   database.hpp      open(); a session: transactions, the past, branches, upkeep
//     executor.hpp    execute, query, query_one, query_value, prepare; migration.hpp
//     transaction.hpp snapshot.hpp  statement.hpp  appender.hpp
//   typed_query.hpp   queries of tables that are structs; typed_change.hpp, prepared_query.hpp,
//                     typed_past.hpp
//   result.hpp        rows that are read while they are computed; row.hpp: fields to C++ values
//   values.hpp        C++ values to parameters
//   moment.hpp        points in the past
//   options.hpp       how databases are opened and statements run
//   reports.hpp       what a database tells of itself
//   try_result.hpp    errors as values
// Below these, without being part of them:
//   session.hpp       one conversation with a database, on batches and values
#pragma once

#include <helios/api/database.hpp>
