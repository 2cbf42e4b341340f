// helios/exec/functions/encoding.hpp -- encode and decode: bytes as hex, base64 or escaped text.
//
// Errors    22023 another encoding, or text that is none of it
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_encoding(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/encoding.ipp>
#endif
