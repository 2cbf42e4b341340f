// helios/exec/functions/system.hpp -- version(), pg_size_pretty and what else says something about
// the database.
//
// Threads   stateless
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_system(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/system.ipp>
#endif
