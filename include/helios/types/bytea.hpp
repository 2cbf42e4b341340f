// helios/types/bytea.hpp -- byte strings in text: \x6869 out; \x6869 or hi\\there\000 in.
//
// Errors    22023 a bad hexadecimal digit, an odd number of them; 22P02 a bad escape
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>

#include <string>
#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL bytes parse_bytea(std::string_view text);
/// Appends to out.
HELIOS_DECL void print_bytea(byte_view data, std::string& out);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/bytea.ipp>
#endif
