// helios/exec/functions/to_char.hpp -- to_char for dates, times and numbers, to_date, to_timestamp.
//
// Shape     the common patterns: YYYY YY MM MON Month DD DDD D HH24 HH12 MI SS MS US AM TZ Q WW IW
//           J; numbers: 9 0 . , D G S MI PL FM
// Errors    22007 text that does not fit its pattern; 0A000 a pattern that helios does not know
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_to_char(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/to_char.ipp>
#endif
