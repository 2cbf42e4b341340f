// helios/exec/functions/arrays.hpp -- arrays put together, searched, and as texts.
//
// Shape     beside an array, an argument of any type is one of its elements
// Errors    22004, 2202E an argument that is none; 54000 an array that is too long
// Source    PostgreSQL manual, 9.19
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_arrays(function_list& to);

/// ARRAY[..] and a[i], which have no names: exec/expression.hpp makes their types.
[[nodiscard]] HELIOS_DECL overload const& array_constructor();
[[nodiscard]] HELIOS_DECL overload const& array_subscript();

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/arrays.ipp>
#endif
