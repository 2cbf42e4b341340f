// helios/exec/functions/database.hpp -- functions that ask the database: sequences, commit numbers,
// the branch, settings, sizes.
//
// Threads   as exec::host
// Errors    those of exec::host; 0A000 where there is no database
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_database(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/database.ipp>
#endif
