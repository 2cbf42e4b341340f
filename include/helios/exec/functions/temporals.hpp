// helios/exec/functions/temporals.hpp -- dates and times: arithmetic, parts, now, making them from
// numbers.
//
// Errors    22008 out of range; 22023 unknown unit
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_temporals(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/temporals.ipp>
#endif
