// helios/types/value_text.hpp -- any value from and to text: literals, COPY, text results.
//
// Shape     PostgreSQL's output functions: t, 12.50, \x6869, 2025-01-15 12:00:00+00
// Errors    those of the type's own parser; 22021 text that is not UTF-8
#pragma once

#include <helios/types/value.hpp>

#include <string>
#include <string_view>

namespace helios::types {

/// Appends to out.  Requires a value that is not NULL.
HELIOS_DECL void print(value const& v, std::string& out, time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::string to_text(value const& v, time_context const& context = {});

/// The input function of a type without its modifiers (types/cast.hpp applies those).
/// type_id::unknown makes a literal; enumerations and arrays need their whole types.
[[nodiscard]] HELIOS_DECL value parse_value(std::string_view text, data_type type,
                                            time_context const& context = {});

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/value_text.ipp>
#endif
