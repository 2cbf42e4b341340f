// helios/helios.hpp -- the whole embedded library in one include.
//
// Separately compiled, this declares what programs use and no more; tests and tools that work on
// the layers below include their headers.
#pragma once

// First: what a compiler says of a mistake begins with the way to the line that names it.
#include <helios/typed/expression_type.hpp>

#include <helios/typed/expression.hpp>

#include <helios/typed/choice.hpp>
#include <helios/typed/functions.hpp>
#include <helios/typed/needs.hpp>
#include <helios/typed/operation.hpp>
#include <helios/typed/scope.hpp>
#include <helios/typed/subquery.hpp>
#include <helios/typed/table.hpp>

#include <helios/typed/select.hpp>

#include <helios/typed/change.hpp>
#include <helios/typed/predicate.hpp>

#include <helios/typed/chrono_values.hpp>
#include <helios/typed/json_column.hpp>
#include <helios/typed/numeric.hpp>

#include <helios/api/prepared_query.hpp>

#include <helios/api/typed_query.hpp>

#include <helios/api/api.hpp>
#include <helios/config.hpp>
#include <helios/version.hpp>
