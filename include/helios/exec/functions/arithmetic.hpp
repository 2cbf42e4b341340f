// helios/exec/functions/arithmetic.hpp -- + - * / % ^ and their kin over numbers.
//
// Errors    22003 "integer out of range" and the like; 22012 "division by zero"
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_arithmetic(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/arithmetic.ipp>
#endif
