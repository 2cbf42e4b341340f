// helios/exec/functions/regular_expressions.hpp -- the functions and operators of regular
// expressions, which say that they are not there yet.
//
// Errors    0A000 from each of them
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_regular_expressions(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/regular_expressions.ipp>
#endif
