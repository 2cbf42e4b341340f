// helios/exec/functions/comparison.hpp -- = <> < <= > >= of equal types, and of kinds of numbers
// and times.
//
// Shape     NULL in, NULL out; IS DISTINCT FROM and IN are expressions (exec/expression.hpp)
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_comparisons(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/comparison.ipp>
#endif
