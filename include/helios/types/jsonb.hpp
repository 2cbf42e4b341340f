// helios/types/jsonb.hpp -- jsonb's order: comparing, hashing and keys of canonical texts.
//
// Shape     null < strings < numbers < false < true < arrays < objects; an empty array that is the
//           whole value comes first of all, and other arrays follow all scalars. Arrays and objects
//           compare by the number of members, then member by member, a key before its value;
//           strings and keys by bytes, numbers by value whatever their decimals.
//           A key of an index
//             01            [] as a whole
//             02            null
//             03 bytes 00   a string, unescaped: \u0000 is in none
//             04 number     05: not negative, 04: negative, all behind it complemented; digits
//                           before the point (2 bytes, the first high), digits without the zeros
//                           at the end of the decimals, 00
//             05            false
//             06            true
//             07 count      an array: 4 bytes, the first high; its members
//             08 count      an object: the same; bytes 00 of each key before its value's
//           Equal values have equal keys, so 1.0 comes back from one as 1.
// Requires  texts that canonical_json() made or check_stored_json() saw
// Errors    XX001 a key that is none
// Cost      linear, but members are counted again on every level
// Source    compareJsonbContainers() of PostgreSQL 15
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>

#include <compare>
#include <cstdint>
#include <string_view>

namespace helios::types {

/// A jsonb in a batch: its canonical text.
struct jsonb_view {
  std::string_view text;
};

[[nodiscard]] HELIOS_DECL std::weak_ordering operator<=>(jsonb_view a, jsonb_view b);
[[nodiscard]] HELIOS_DECL bool operator==(jsonb_view a, jsonb_view b);
/// Equal values have equal hashes.
[[nodiscard]] HELIOS_DECL std::uint64_t hash(jsonb_view v);
/// append_jsonb_key(a) < append_jsonb_key(b) iff a < b; no key begins another one.
HELIOS_DECL void append_jsonb_key(bytes& out, jsonb_view v);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/jsonb.ipp>
#endif
