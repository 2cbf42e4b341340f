// helios/types/uuid.hpp -- universally unique identifiers: 16 bytes, their text, their number.
//
// Shape     bytes in the order they are printed; columns hold to_int128(), whose numeric order is
//           the byte order
// Errors    22P02 `invalid input syntax for type uuid: "x"`
#pragma once

#include <helios/config.hpp>
#include <helios/types/physical.hpp>
#include <helios/types/text_out.hpp>

#include <array>
#include <compare>
#include <string_view>

namespace helios::types {

struct uuid {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(uuid const&, uuid const&) = default;
};

/// Big-endian, top bit flipped: a < b as uuids iff to_int128(a) < to_int128(b).
[[nodiscard]] constexpr int128 to_int128(uuid const& u) noexcept {
  uint128 v = 0;
  for (auto const b : u.bytes) v = v << 8 | b;
  return static_cast<int128>(v ^ uint128{1} << 127);
}
[[nodiscard]] constexpr uuid to_uuid(int128 number) noexcept {
  uuid u;
  auto v = static_cast<uint128>(number) ^ uint128 { 1 } << 127;
  for (std::size_t i = 16; i-- != 0; v >>= 8) u.bytes[i] = static_cast<std::uint8_t>(v);
  return u;
}

/// Random bytes with version 4 and the variant of RFC 9562 set: gen_random_uuid().
[[nodiscard]] constexpr uuid make_random_uuid(std::array<std::uint8_t, 16> random) noexcept {
  random[6] = static_cast<std::uint8_t>((random[6] & 0x0f) | 0x40);
  random[8] = static_cast<std::uint8_t>((random[8] & 0x3f) | 0x80);
  return {random};
}

/// 32 hexadecimal digits, hyphens after any group of four, braces around all of it.
[[nodiscard]] HELIOS_DECL uuid parse_uuid(std::string_view text);
HELIOS_DECL char* print(uuid const& u, char* out) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/uuid.ipp>
#endif
