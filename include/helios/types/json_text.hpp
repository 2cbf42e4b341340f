// helios/types/json_text.hpp -- JSON as text: checked, brought to one form, its strings escaped.
//
// Shape     json keeps its text as it was given; jsonb's is the canonical one, PostgreSQL's output
//           of jsonb: `{"a": 1, "bb": [1.50, "x"]}`
//             objects   keys by length, then bytes; of equal keys the last one stays
//             numbers   decimal digits without exponent, the decimals that were given
//             strings   only " \ and control characters escaped
// Errors    those of types/json_reader.hpp; 22P05 \u0000 where text is made of it; 22003 a number
//           of more than 1,000 digits before or behind its point
// Cost      about 6 ns per byte; canonical_json() copies an object once more for each level whose
//           keys came out of order
#pragma once

#include <helios/config.hpp>

#include <string>
#include <string_view>

namespace helios::types {

/// The input function of json: throws if the text is none.
HELIOS_DECL void check_json(std::string_view text);
/// The input function of jsonb.
[[nodiscard]] HELIOS_DECL std::string canonical_json(std::string_view text);
/// The same of a text out of a file. XX001
HELIOS_DECL void check_stored_json(std::string_view text);

/// Appends what a string's text between its quotes stands for.
HELIOS_DECL void append_unescaped(std::string& out, std::string_view piece);
[[nodiscard]] HELIOS_DECL std::string unescaped(std::string_view piece);
/// Appends a string in its quotes, escaped as jsonb has it.
HELIOS_DECL void append_quoted(std::string& out, std::string_view text);
/// -1, 0, 1: in the order of an object's keys, both between their quotes.
[[nodiscard]] HELIOS_DECL int compare_keys(std::string_view a, std::string_view b);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/json_text.ipp>
#endif
