// helios/base/impl/checksum.ipp -- checksums through xxHash.
#pragma once

#include <helios/base/checksum.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace helios {

std::uint64_t checksum(byte_view data, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(data.data(), data.size(), seed);
}

}  // namespace helios
