// helios/types/array_text.hpp -- arrays from and to text: {1,2,NULL,"a b"}.
//
// Errors    22P02 no array, or an element that is none of the type; 0A000 dimensions, and braces in
//           braces
#pragma once

#include <helios/types/array.hpp>

#include <string>
#include <string_view>

namespace helios::types {

/// An element whose text could be taken for something else stands in quotation marks.
HELIOS_DECL void print_array(array_view v, std::string& out, time_context const& context);
[[nodiscard]] HELIOS_DECL value parse_array(std::string_view text, data_type element,
                                            time_context const& context);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/array_text.ipp>
#endif
