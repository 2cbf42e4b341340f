// helios/types/value_image.hpp -- a value as a row image or a column holds it: physical bytes.
//
// Shape     physical(type) says the form; numbers little-endian
//             boolean       0 or 1
//             integers, floats, date, time, timestamps    their number
//             numeric(p,s)  int128: the mantissa at max(s, 0) decimals
//             numeric       bytes: types/decimal_image.hpp, which keeps each value's scale
//             interval      int128: months, days, microseconds from the top
//             uuid          int128: ordered as its bytes
//             enumeration   the number of its label
//             json, jsonb   their text, jsonb's the canonical one
//             array         types/array_view.hpp
//             vector        its numbers, a float each
//             strings       their bytes, a bpchar's without the blanks at its end
//           Equal values have equal images, except 1.0 and 1.00 in a column numeric (their last
//           byte differs) or in a jsonb, and '1 mon' and '30 days', and 0 and -0 in a
//           vector (group and join those by types/order_key.hpp).
// Errors    XX001 bytes that are no image of the type
#pragma once

#include <helios/types/value.hpp>

namespace helios::types {

/// Appends the image.  Requires a value that cast() made for this type, not NULL.
HELIOS_DECL void append_image(bytes& out, value const& v, data_type type);
/// The image where the value holds it already, else made in `room`.  Requires the same; valid until
/// either changes.
[[nodiscard]] HELIOS_DECL byte_view image_in(value const& v, data_type type, bytes& room);
[[nodiscard]] HELIOS_DECL value read_image(byte_view image, data_type type);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/value_image.ipp>
#endif
