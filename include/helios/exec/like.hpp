// helios/exec/like.hpp -- LIKE and ILIKE: % any characters, _ one character, \ or another escape.
//
// Errors    22025 a pattern that ends in its escape character
// Cost      linear for patterns with one %, at worst length times pattern
#pragma once

#include <helios/config.hpp>

#include <string_view>

namespace helios::exec {

/// `escape` is one character; 0 for none. ILIKE folds ASCII letters.
[[nodiscard]] HELIOS_DECL bool like(std::string_view text, std::string_view pattern,
                                    bool ignore_case = false, char escape = '\\');

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/like.ipp>
#endif
