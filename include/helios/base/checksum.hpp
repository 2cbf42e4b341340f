// helios/base/checksum.hpp -- 64-bit checksums of byte ranges; the one door to xxHash.
//
// Cost      about 0.1 ns per byte for long ranges, 10 ns for a short one
// Source    XXH3 (Y. Collet, xxHash 0.8). Finds accidents, not attacks: sealed files have GCM tags.
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>

namespace helios {

/// The same bytes and seed give the same sum on every machine.
[[nodiscard]] HELIOS_DECL std::uint64_t checksum(byte_view data, std::uint64_t seed = 0) noexcept;

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/base/impl/checksum.ipp>
#endif
