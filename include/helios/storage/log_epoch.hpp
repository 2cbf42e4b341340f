// helios/storage/log_epoch.hpp -- the openings for writing: a number, a salt, and a frame each.
//
// Shape     payload of an epoch frame, 48 bytes
//           0   u64  salt: keys the headers of the epoch's log frames
//           8   u32  number: 1, 2, ...; one more than that of the epoch before
//           12  u32  zero
//           16  i64  clock: commits of this epoch are later than this
//           24  i64  wall: what the machine's clock said
//           32  u64  previous: frame of epoch number - 1; 0: none
//           40  u64  skip: frame of epoch number & (number - 1); 0: none
// Holds     (E1) previous and skip lie before the frame
// Cost      epoch_history::find reads O(log^2 n) frames for n epochs
// Source    `skip` clears the lowest set bit, the step of a Fenwick tree (Fenwick 1994) used as a
//           skip list
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/frame_file.hpp>

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace helios::storage {

struct epoch_record {
  std::uint64_t salt = 0;
  std::uint32_t number = 0;
  microseconds clock{};
  microseconds wall{};
  std::uint64_t previous = 0;
  std::uint64_t skip = 0;
  friend bool operator==(epoch_record const&, epoch_record const&) = default;
};

inline constexpr std::size_t epoch_record_bytes = 48;
[[nodiscard]] HELIOS_DECL std::array<std::byte, epoch_record_bytes> encode(
    epoch_record const& record) noexcept;
/// nullopt: too short, or breaks (E1) for a frame at `offset`. Longer ones are read.
[[nodiscard]] HELIOS_DECL std::optional<epoch_record> decode_epoch(byte_view payload,
                                                                   std::uint64_t offset) noexcept;

/// Finds epochs by number. Thread-safe.
class epoch_history {
 public:
  struct entry {
    std::uint64_t offset = 0;
    std::uint64_t salt = 0;
  };

  explicit epoch_history(frame_file& from) noexcept : file_(&from) {}

  /// Where searches begin. `frame_offset` 0: the file has no epoch.
  HELIOS_DECL void set_newest(std::uint64_t frame_offset);
  /// nullopt: an epoch newer than the newest known, or 0. XX001 when the chain of epochs is broken.
  [[nodiscard]] HELIOS_DECL std::optional<entry> find(std::uint32_t number);

 private:
  [[nodiscard]] HELIOS_DECL epoch_record read(std::uint64_t offset);

  frame_file* file_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;
  std::unordered_map<std::uint32_t, entry> found_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/log_epoch.ipp>
#endif
