// helios/storage/testing/power_loss.hpp -- decides what a power loss leaves.
//
// Shape     everything that was not synced is a list of decisions: one for each changed 512-byte
//           sector, one for each file whose length changed, one for each changed folder entry
// Threads   one at a time
#pragma once

#include <helios/storage/settable_world.hpp>

#include <cstddef>
#include <cstdint>

namespace helios::storage::testing {

enum class survivors : std::uint8_t {
  nothing,     // only what was synced
  everything,  // as if the last moment had been synced
  random,      // every decision by the seed; a sector may also hold any of its older versions
  subset       // decision i is "the newest survives" iff bit i of the seed is set
};

class power_loss {
 public:
  power_loss(survivors how, std::uint64_t seed) noexcept : how_(how), bits_(seed), random_(seed) {}

  /// Does the next change survive?
  [[nodiscard]] bool keeps() noexcept { return pick(1) == 1; }

  /// Which of the versions 1 to n survives; 0: none, the disk holds what was synced.
  [[nodiscard]] std::size_t pick(std::size_t n) noexcept {
    switch (how_) {
      case survivors::nothing:
        return 0;
      case survivors::everything:
        return n;
      case survivors::random:
        return static_cast<std::size_t>(random_.below(n + 1));
      case survivors::subset: {
        bool const kept = (bits_ & 1) != 0;
        bits_ >>= 1;
        return kept ? n : 0;
      }
    }
    return 0;
  }

 private:
  survivors how_;
  std::uint64_t bits_;
  seeded_random random_;
};

}  // namespace helios::storage::testing
