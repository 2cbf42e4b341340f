// helios/typed/typed.hpp -- tables as C++ types, and queries whose mistakes do not compile.
//
// table.hpp        a table: its struct, its constraints     columns.hpp, members.hpp   from a struct
// table_schema.hpp the SQL that makes it                    column_type.hpp, values.hpp  C++ and SQL
// expression.hpp, operators.hpp, scope.hpp                  conditions and values over columns
// select.hpp       the SQL of a query. Who runs it: api/typed_query.hpp
#pragma once

#include <helios/typed/select.hpp>
#include <helios/typed/table_schema.hpp>
