// helios/exec/functions/to_number.hpp -- to_number(text, format): a number as people write it.
//
// Errors    22P02 no digits where the format has them; 22023 a format that means nothing; 0A000 RN,
//           EEEE, V and TH
// Source    PostgreSQL manual, 9.8; group separators and signs are those of locale C
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_to_number(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/to_number.ipp>
#endif
