// helios/types/number_text.hpp -- booleans, integers, floating point from and to text.
//
// Shape     integers: [space] [sign] digits [space]
//           floats: also a point, an exponent, Infinity, inf, NaN; printed with the fewest digits
//           that read back to the same number, in scientific form from 10^15 (real: 10^6) and below
//           10^-4 boolean: t, true, y, yes, on, 1 and their opposites or any unambiguous beginning;
//           printed t or f
// Errors    22P02 not of the type; 22003 out of its range
// Cost      no allocation
#pragma once

#include <helios/config.hpp>
#include <helios/types/text_out.hpp>

#include <cstdint>
#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL bool parse_boolean(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int16_t parse_int2(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int32_t parse_int4(std::string_view text);
[[nodiscard]] HELIOS_DECL std::int64_t parse_int8(std::string_view text);
[[nodiscard]] HELIOS_DECL float parse_float4(std::string_view text);
[[nodiscard]] HELIOS_DECL double parse_float8(std::string_view text);

inline char* print(bool v, char* out) noexcept { return *out = v ? 't' : 'f', out + 1; }
HELIOS_DECL char* print(std::int16_t v, char* out) noexcept;
HELIOS_DECL char* print(std::int32_t v, char* out) noexcept;
HELIOS_DECL char* print(std::int64_t v, char* out) noexcept;
HELIOS_DECL char* print(float v, char* out) noexcept;
HELIOS_DECL char* print(double v, char* out) noexcept;

template <class T>
  requires std::is_arithmetic_v<T>
[[nodiscard]] std::string to_text(T v) {
  char text[text_capacity];
  return {text, print(v, text)};
}

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/number_text.ipp>
#endif
