// helios/exec/functions/to_char.hpp -- to_char for dates, times and numbers, to_date, to_timestamp.
//
// Shape     to_char: PostgreSQL's patterns for moments and intervals (impl/moment_pattern.hpp) and
//           for numbers (impl/number_writer.hpp)
//           to_date, to_timestamp: YYYY YY MM MON Month DD HH24 HH12 MI SS MS US AM
// Errors    22007 text that does not fit its pattern, parts that an interval has not; 42601 parts
//           of a number's pattern that exclude each other; 0A000 a part that is not read
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_to_char(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/to_char.ipp>
#endif
