// helios/types/decimal_image.hpp -- decimals as bytes: ordered for keys, and as columns hold them.
//
// Shape     numeric(p, s) columns hold the bare mantissa at their scale in an int128 (mantissa_at).
//           numeric columns keep each value's own scale, in the physical type bytes:
//
//             | head 1 | base-100 digits, 0 to 20 bytes | scale 1 |
//
//             head    0x80 zero | 0x80 + 20 + e positive | 0x80 - 20 - e negative;
//                     |v| = 0.DD.. * 100^e
//             digit   2 * d + (another follows), d in 0..99, no zeros behind;
//                     all complemented for a negative value
//             scale   what is shown: 0 .. 38
//
//           Without the last byte it is the order key: memcmp order is numeric order, and 1.0 and
//           1.00 share it. So equality, hashes, min/max and sorting of a column work on the bytes
//           less the last.
// Errors    XX001 bytes that no append wrote
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/types/decimal.hpp>

namespace helios::types {

/// The mantissa of d at another scale.  Requires d == apply_precision(d, p, scale) for some p.
[[nodiscard]] constexpr int128 mantissa_at(decimal d, int scale) noexcept {
  HELIOS_EXPECTS(scale >= d.scale());
  return d.mantissa() * static_cast<int128>(power_of_ten(scale - d.scale()));
}

/// At most 21 bytes.
HELIOS_DECL void append_order_key(bytes& out, decimal d);
/// Without trailing zeros: a key does not tell 1.0 from 1.00.
[[nodiscard]] HELIOS_DECL decimal read_order_key(byte_reader& in);

HELIOS_DECL void append_image(bytes& out, decimal d);
[[nodiscard]] HELIOS_DECL decimal read_image(byte_view image);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/decimal_image.ipp>
#endif
