// helios/storage/testing/write_history.hpp -- what the disk may hold of a file.
//
// Shape     512-byte sectors, each written whole or not at all; those never written are zero
// Holds     (W1) a sector written since its last sync is on the disk as it was synced or in one of
//           the versions it has had since; each sector by itself, so in any order
//           (W2) what a failed sync covered may be on the disk, but no later sync makes it so
//           unless the sector is written again: the page cache has forgotten that it was dirty
// Threads   one at a time
// Source    Rebello et al., "Can applications recover from fsync failures?", USENIX ATC 2020 (W2)
#pragma once

#include <helios/storage/testing/power_loss.hpp>
#include <helios/storage/vfs.hpp>

#include <array>
#include <map>
#include <utility>
#include <vector>

namespace helios::storage::testing {

inline constexpr std::size_t sector_size = 512;
using sector = std::array<std::byte, sector_size>;

/// A file as the disk holds it.
struct disk_image {
  std::map<std::uint64_t, sector> sectors;  // by number
  std::uint64_t size = 0;
};

class write_history {
 public:
  explicit write_history(disk_image durable = {})
      : durable_(std::move(durable)), live_size_(durable_.size) {}

  /// [offset, offset + length) of `live` has just been written.
  HELIOS_DECL void wrote(file& live, std::uint64_t offset, std::uint64_t length);
  void grew(file& live) { live_size_ = live.size(); }
  /// The sectors that [offset, offset + length) touches have been synced, and no others.
  HELIOS_DECL void synced(std::uint64_t offset, std::uint64_t length);
  HELIOS_DECL void sync_failed(std::uint64_t offset, std::uint64_t length) noexcept;

  /// How many decisions after() asks for.
  [[nodiscard]] HELIOS_DECL std::uint64_t undecided() const noexcept;
  [[nodiscard]] HELIOS_DECL disk_image after(power_loss& loss) const;

 private:
  struct version {
    sector content;
    std::uint64_t size;  // of the file, just after the write
  };
  struct unsynced {
    std::vector<version> versions;  // oldest first, at least one
    bool dirty = true;              // false: a failed sync has covered the newest
  };
  using sectors = std::map<std::uint64_t, unsynced>;
  [[nodiscard]] HELIOS_DECL std::pair<sectors::iterator, sectors::iterator> touched(
      std::uint64_t offset, std::uint64_t length) noexcept;

  disk_image durable_;
  sectors unsynced_;
  std::uint64_t live_size_;
};

}  // namespace helios::storage::testing

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/testing/write_history.ipp>
#endif
