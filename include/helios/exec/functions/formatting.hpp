// helios/exec/functions/formatting.hpp -- concat, format, quoting, and numbers as text in other
// bases.
//
// Errors    22023 unrecognized format() specifier, too few arguments
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_formatting(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/formatting.ipp>
#endif
