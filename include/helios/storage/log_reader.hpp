// helios/storage/log_reader.hpp -- the frames of the log in order, each linked to the one before.
//
// Shape     while (auto frame = reader.next()) use(*frame);   reader.reason(): why it ended
// Holds     (R1) a frame is handed out only when its header and payload verify, it links to its
//                predecessor, and it belongs to the epoch of the position (an epoch frame: to the
//                next one)
//           (R2) after next() returned a frame, position() is that of the frame after it
// Threads   one at a time
// Errors    XX001 for a frame that verifies but cannot have been written by helios; 58030
// Cost      reads up to 256 KiB at a time, about 45 ns per short frame; skips extents unread
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>
#include <helios/storage/frame_file.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace helios::storage {

struct log_frame {
  std::uint64_t offset = 0;
  frame_header header;
  byte_view payload;  // empty for extents; valid until the reader moves

  [[nodiscard]] std::uint64_t payload_offset() const noexcept {
    return offset + frame_header_bytes;
  }
};

enum class log_stop : std::uint8_t {
  running,
  end,      // a zero word, or the end of the file: nothing was ever written there
  torn,     // something stands there that is no frame of this log
  reached,  // the position at which reading was to stop
};

struct byte_range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  friend bool operator==(byte_range const&, byte_range const&) = default;
};

class log_reader {
 public:
  static constexpr std::uint64_t everything = std::numeric_limits<std::uint64_t>::max();

  /// Reads from `start` on and no byte at or past `stop`.
  HELIOS_DECL log_reader(frame_file& from, log_position const& start,
                         std::uint64_t stop = everything);

  [[nodiscard]] HELIOS_DECL std::optional<log_frame> next();

  [[nodiscard]] log_stop reason() const noexcept { return reason_; }
  /// Of the next frame: after the end, where it is missing.
  [[nodiscard]] log_position const& position() const noexcept { return position_; }
  /// Goes on after the end, for followers whose durable end has moved.
  HELIOS_DECL void extend(std::uint64_t stop) noexcept;

  /// The highest `synced_to` that a frame told.
  [[nodiscard]] std::uint64_t synced_to() const noexcept { return synced_to_; }
  /// The payloads of extents that end above synced_to(): nobody vouches for what stands in them.
  [[nodiscard]] std::span<byte_range const> unsynced_extents() const noexcept { return extents_; }
  /// The last epoch frame that was read; 0: none.
  [[nodiscard]] std::uint64_t epoch_frame() const noexcept { return epoch_frame_; }

 private:
  [[nodiscard]] HELIOS_DECL std::optional<log_frame> stop(log_stop reason) noexcept;
  [[nodiscard]] HELIOS_DECL bool is_readable(std::uint64_t offset, std::uint64_t length);
  [[nodiscard]] HELIOS_DECL bool belongs(frame_header const& header) const noexcept;
  [[nodiscard]] HELIOS_DECL std::optional<std::span<std::byte>> payload(frame_header const& header);
  HELIOS_DECL void note(frame_header const& header, byte_view payload);
  [[nodiscard]] HELIOS_DECL std::span<std::byte> window(std::uint64_t offset, std::uint64_t length);

  frame_file* file_;
  log_position position_;
  std::uint64_t stop_;
  log_stop reason_ = log_stop::running;
  std::uint64_t synced_to_ = 0;
  std::uint64_t epoch_frame_ = 0;
  std::vector<byte_range> extents_;
  static constexpr std::size_t shortest_chunk = std::size_t{4} << 10;
  static constexpr std::size_t longest_chunk = std::size_t{256} << 10;

  bytes window_;
  std::size_t chunk_ = shortest_chunk;
  std::uint64_t window_begin_ = 0;
  std::size_t window_size_ = 0;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/log_reader.ipp>
#endif
