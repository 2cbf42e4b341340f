// helios/exec/functions/strings.hpp -- length, substr, replace and the other functions of text.
//
// Shape     characters, not bytes: positions count from 1
// Errors    22011 negative substring length; 22023 a field or separator that makes no sense
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_strings(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/strings.ipp>
#endif
