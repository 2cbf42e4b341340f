// helios/types/text.hpp -- character strings: UTF-8, in characters, for varchar(n) and char(n).
//
// Shape     valid UTF-8 without the character 0; a character is a code point. Collation is "C":
//           strings compare byte by byte, which is the order of their code points.
// Errors    22021 bytes that are not UTF-8; 22001 a string too long for its column; 22011 a
//           negative length
// Cost      ASCII is checked and counted eight bytes at a time
#pragma once

#include <helios/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL bool is_utf8(std::string_view s) noexcept;
/// 22021 with the first offending bytes, as PostgreSQL shows them.
HELIOS_DECL void check_utf8(std::string_view s);

/// Characters in s. Here and below what is not UTF-8 is cut somewhere, but never past its end: a
/// file says what its texts are.
[[nodiscard]] HELIOS_DECL std::size_t length(std::string_view s) noexcept;
/// Bytes of the first n characters; all of s if it has fewer.
[[nodiscard]] HELIOS_DECL std::size_t prefix_bytes(std::string_view s, std::size_t n) noexcept;

/// SQL's substring(s from start for count): characters are numbered from 1, and `start` may lie
/// before them.
[[nodiscard]] HELIOS_DECL std::string_view substring(std::string_view s, std::int64_t start);
[[nodiscard]] HELIOS_DECL std::string_view substring(std::string_view s, std::int64_t start,
                                                     std::int64_t count);

/// What char(n) ignores when it is compared, measured or becomes another string type.
[[nodiscard]] constexpr std::string_view without_padding(std::string_view s) noexcept {
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

/// s as a varchar(limit) takes it. Blanks past the limit are dropped; anything else there is 22001,
/// or dropped as well by an explicit cast.
[[nodiscard]] HELIOS_DECL std::string_view fit_varchar(std::string_view s, std::int32_t limit,
                                                       bool explicit_cast);
/// The same for char(limit), then padded with blanks to `limit` characters.
[[nodiscard]] HELIOS_DECL std::string fit_bpchar(std::string_view s, std::int32_t limit,
                                                 bool explicit_cast);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/text.ipp>
#endif
