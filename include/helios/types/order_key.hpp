// helios/types/order_key.hpp -- rows of values as byte strings whose memcmp order is SQL order.
//
// Shape     a key is its values' parts, one behind the other; each begins with a mark
//             0x00 NULL before all values | 0x01 a value | 0x02 NULL behind all values
//           and, for a value, goes on with (descending: all of it complemented)
//             boolean      1 byte
//             integers     big-endian, sign bit flipped; date, time, timestamps and the
//                          numbers of enumerators the same
//             floats       bits big-endian, sign bit flipped, negatives complemented;
//                          -0 is 0, NaN is last
//             numeric      types/decimal_image.hpp
//             strings      the bytes, then 00 (no string holds one); bpchar without its padding
//             bytea        the bytes, 00 as 00 ff; then 00 01
//             interval     its span in microseconds, 16 bytes
//             uuid         its bytes
//             jsonb        types/jsonb.hpp; json as a string, for want of an order of its own
//             array        the parts of its elements, ascending, NULL behind all values; then 00
//             vector       its numbers as floats are, without marks; then 00 00, with which no
//                          number begins that is not NaN or infinite
//           No part is the beginning of another, so keys of several values order and read back part
//           by part.
// Laws      append_key(a) < append_key(b) iff a comes before b;  read_key(append_key(v)) == v
//           What SQL calls equal has one key: read_key gives 1.0 for 1.00, '30 days' as '1 mon'.
//           Strings order by bytes, collation "C".
// Errors    read_key: XX001 bytes that no append_key wrote
#pragma once

#include <helios/types/float_order.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/value.hpp>

#include <concepts>
#include <cstdint>

namespace helios::types {

/// ASC NULLS LAST and DESC NULLS FIRST are what SQL means by ASC and DESC alone.
struct key_order {
  bool descending = false;
  bool nulls_first = false;
  friend bool operator==(key_order, key_order) = default;
};
inline constexpr key_order ascending{};
inline constexpr key_order descending{true, true};

HELIOS_DECL void append_key(bytes& out, value const& v, key_order order = {});
HELIOS_DECL void append_null_key(bytes& out, key_order order = {});
/// The value of the next part. Strings come back as `type`; NULL as NULL.
[[nodiscard]] HELIOS_DECL value read_key(byte_reader& in, data_type type, key_order order = {});

// The same parts for values that are known by their C++ types, as kernels over columns have them.
HELIOS_DECL void append_key(bytes& out, std::string_view text, key_order order = {});
HELIOS_DECL void append_bytea_key(bytes& out, byte_view data, key_order order = {});
HELIOS_DECL void append_key(bytes& out, decimal v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, interval v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, uuid const& v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, jsonb_view v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, array_view v, key_order order = {});
HELIOS_DECL void append_key(bytes& out, vector_view v, key_order order = {});

namespace detail {

/// Value mark, then the number big-endian.
template <std::unsigned_integral Bits>
void append_ordered(bytes& out, Bits v, key_order order) {
  if (order.descending) v = static_cast<Bits>(~v);
  std::byte part[1 + sizeof(Bits)];
  part[0] = std::byte{1};
  for (std::size_t i = sizeof(Bits); i != 0; --i) {
    part[i] = static_cast<std::byte>(v & 0xff);
    if constexpr (sizeof(Bits) > 1) v = static_cast<Bits>(v >> 8);
  }
  out.insert(out.end(), part, part + sizeof part);
}

}  // namespace detail

inline void append_key(bytes& out, std::same_as<bool> auto v, key_order order = {}) {
  detail::append_ordered(out, static_cast<std::uint8_t>(v), order);
}
template <std::signed_integral Int>
void append_key(bytes& out, Int v, key_order order = {}) {
  using bits = std::make_unsigned_t<Int>;
  detail::append_ordered(
      out, static_cast<bits>(static_cast<bits>(v) ^ bits{1} << (8 * sizeof(Int) - 1)), order);
}
template <std::floating_point Float>
void append_key(bytes& out, Float v, key_order order = {}) {
  detail::append_ordered(out, to_ordered(v), order);
}

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/order_key.ipp>
#endif
