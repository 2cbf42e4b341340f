// helios/history/durability.hpp -- what a commit promises when it returns.
#pragma once

#include <cstdint>

namespace helios {

/// What a returned commit promises after a power loss. After the death of the process alone, every
/// mode keeps it.
enum class durability : std::uint8_t {
  full,    // it is there
  normal,  // it is there if it is older than options.sync_interval
  off,     // the operating system decides
};

}  // namespace helios
