// helios/exec/functions/mathematics.hpp -- abs, round, sqrt and the other functions of numbers.
//
// Errors    22003 out of range; 22012; 2201E logarithm of zero; 2201F invalid argument for power
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_mathematics(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/mathematics.ipp>
#endif
