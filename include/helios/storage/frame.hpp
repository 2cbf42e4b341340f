// helios/storage/frame.hpp -- one frame: a header that verifies by itself, and a payload.
//
// Shape     offset bytes  header field
//           0      8      length of the stored payload (48 bits) | type (8) | flags (8)
//           8      4      branch
//           12     4      epoch: the opening for writing that wrote it
//           16     8      scn
//           24     8      payload_sum: of the stored payload; 0 for extents
//           32     4      link: head_sum of the log frame before it; 0 inside extents
//           36     4      head_sum: low half of checksum(bytes 0..36), seeded with key and offset
//           40     length the stored payload, then zeros up to a multiple of 8
// Holds     (F1) a frame starts at a multiple of 8
//           (F2) frames inside extents have payloads at multiples of 64, headers directly before
//           (F3) frames that are found by their offset (epoch, value, page) are keyed with the
//                file's id; those found by walking the log with the salt of their epoch, so that a
//                frame of a lost epoch never verifies, wherever it stands
//           (F4) the first 8 bytes of a commit's and a checkpoint's payload are `synced_to`:
//                everything below that offset was durable when the frame was written
// Cost      verifying a header about 10 ns
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/frame_codec.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace helios::storage {

/// A place from which the log can be read on: what the frame there links to, and its epoch.
/// Stored in 24 bytes, in this order.
struct log_position {
  std::uint64_t offset = 0;
  std::uint32_t link = 0;
  std::uint32_t epoch = 0;
  std::uint64_t salt = 0;
  friend bool operator==(log_position const&, log_position const&) = default;
};
HELIOS_DECL void encode(log_position const& position, std::byte* to) noexcept;
[[nodiscard]] HELIOS_DECL log_position decode_position(std::byte const* from) noexcept;

/// (F3): such a frame is read by whoever knows its offset, without the epoch it was written in.
[[nodiscard]] constexpr bool found_by_offset(frame_type type) noexcept {
  return type == frame_type::epoch || type == frame_type::value || type == frame_type::page;
}
/// (F4)
[[nodiscard]] constexpr bool carries_synced_to(frame_type type) noexcept {
  return type == frame_type::commit || type == frame_type::checkpoint;
}

/// The two keys a header may be seeded with (F3).
struct frame_keys {
  std::uint64_t file = 0;
  std::uint64_t epoch = 0;
  [[nodiscard]] constexpr std::uint64_t of(frame_type type) const noexcept {
    return found_by_offset(type) ? file : epoch;
  }
};

using header_span = std::span<std::byte const, frame_header_bytes>;

/// Computes head_sum, stores the header, and returns the sum. Requires length <= max_frame_length.
HELIOS_DECL std::uint32_t encode(frame_header& header, frame_keys const& keys, std::uint64_t offset,
                                 std::byte* to) noexcept;
/// The fields as they stand there, believed by nobody yet.
[[nodiscard]] HELIOS_DECL frame_header peek_header(header_span from) noexcept;
/// nullopt: not a frame of this file at this offset under these keys.
[[nodiscard]] HELIOS_DECL std::optional<frame_header> decode_frame(header_span from,
                                                                   frame_keys const& keys,
                                                                   std::uint64_t offset) noexcept;

/// The sum of a payload, in pieces so that a long one can be verified without being held whole:
/// s(0) = 0, s(i) = checksum(piece i, seed s(i - 1)), pieces of 1 MiB; an empty one is
/// one empty piece.
inline constexpr std::size_t sum_piece = std::size_t{1} << 20;
[[nodiscard]] HELIOS_DECL std::uint64_t payload_sum(byte_view stored) noexcept;

/// A frame to be written. The log fills in what stands below the line.
struct frame_to_write {
  frame_type type = frame_type::none;
  branch_id branch{};
  helios::scn scn{};
  byte_view
      payload{};  // (F4): the first 8 bytes of a commit or checkpoint are overwritten by the log

  std::uint64_t offset = 0;  // of the header
  log_position next{};       // of the frame after it: where a replay of what follows begins

  [[nodiscard]] std::uint64_t payload_offset() const noexcept {
    return offset + frame_header_bytes;
  }
};

/// Bytes a log frame takes, padding included.
[[nodiscard]] constexpr std::uint64_t frame_room(std::uint64_t stored_length) noexcept {
  return align_up(frame_header_bytes + stored_length, 8);
}
/// Bytes a frame takes inside an extent, up to the next header's place (F2).
[[nodiscard]] constexpr std::uint64_t extent_room(std::uint64_t stored_length) noexcept {
  return align_up(frame_header_bytes + stored_length, page_alignment);
}

/// Lays header, sealed payload and padding at `to` (frame_room bytes) and returns the header.
/// `synced_to` is stored where (F4) wants it.
HELIOS_DECL frame_header lay_frame(frame_to_write const& frame, frame_keys const& keys,
                                   std::uint32_t epoch, std::uint32_t link, std::uint64_t synced_to,
                                   payload_codec const& codec, std::byte* to);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/frame.ipp>
#endif
