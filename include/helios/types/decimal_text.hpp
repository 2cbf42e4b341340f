// helios/types/decimal_text.hpp -- numeric from and to text and binary floating point.
//
// Shape     [space] [sign] digits [. digits] [e [sign] digits] [space]
// Errors    22P02 not a number; 22003 more than 38 digits before the point; 0A000 NaN and the
//           infinities. Digits of the fraction that do not fit are rounded away
//           (types/decimal.hpp).
#pragma once

#include <helios/types/decimal.hpp>
#include <helios/types/text_out.hpp>

#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL decimal parse_decimal(std::string_view text);
/// At most 41 characters.
[[nodiscard]] HELIOS_DECL char* print(decimal d, char* out) noexcept;

/// PostgreSQL's conversion keeps 15 digits of a double and 6 of a float. NaN, infinity: 0A000.
[[nodiscard]] HELIOS_DECL decimal to_decimal(double v);
[[nodiscard]] HELIOS_DECL decimal to_decimal(float v);
/// The nearest double.
[[nodiscard]] HELIOS_DECL double to_double(decimal a) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/decimal_text.ipp>
#endif
