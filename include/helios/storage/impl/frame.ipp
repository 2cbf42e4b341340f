// helios/storage/impl/frame.ipp -- frame headers and payloads as bytes.
#pragma once

#include <helios/storage/frame.hpp>

#include <helios/base/assert.hpp>
#include <helios/base/checksum.hpp>
#include <helios/storage/format.hpp>

#include <algorithm>
#include <cstring>

namespace helios::storage {

namespace frame_detail {

inline constexpr std::size_t summed = frame_header_bytes - 4;

[[nodiscard]] inline std::uint32_t head_sum(std::byte const* header, frame_keys const& keys,
                                            frame_type type, std::uint64_t offset) noexcept {
  return static_cast<std::uint32_t>(checksum({header, summed}, place_seed(keys.of(type), offset)));
}

}  // namespace frame_detail

void encode(log_position const& position, std::byte* to) noexcept {
  store(to, position.offset);
  store(to + 8, position.link);
  store(to + 12, position.epoch);
  store(to + 16, position.salt);
}

log_position decode_position(std::byte const* from) noexcept {
  return {load<std::uint64_t>(from), load<std::uint32_t>(from + 8), load<std::uint32_t>(from + 12),
          load<std::uint64_t>(from + 16)};
}

std::uint32_t encode(frame_header& header, frame_keys const& keys, std::uint64_t offset,
                     std::byte* to) noexcept {
  HELIOS_EXPECTS(header.length <= max_frame_length);
  store(to, header.length | static_cast<std::uint64_t>(header.type) << 48 |
                static_cast<std::uint64_t>(header.flags) << 56);
  store(to + 8, header.branch);
  store(to + 12, header.epoch);
  store(to + 16, header.scn);
  store(to + 24, header.payload_sum);
  store(to + 32, header.link);
  header.head_sum = frame_detail::head_sum(to, keys, header.type, offset);
  store(to + frame_detail::summed, header.head_sum);
  return header.head_sum;
}

frame_header peek_header(header_span from) noexcept {
  auto const word = load<std::uint64_t>(from.data());
  frame_header header;
  header.length = word & max_frame_length;
  header.type = static_cast<frame_type>(word >> 48 & 0xff);
  header.flags = static_cast<std::uint8_t>(word >> 56);
  header.branch = load<branch_id>(from.data() + 8);
  header.epoch = load<std::uint32_t>(from.data() + 12);
  header.scn = load<scn>(from.data() + 16);
  header.payload_sum = load<std::uint64_t>(from.data() + 24);
  header.link = load<std::uint32_t>(from.data() + 32);
  header.head_sum = load<std::uint32_t>(from.data() + frame_detail::summed);
  return header;
}

std::optional<frame_header> decode_frame(header_span from, frame_keys const& keys,
                                         std::uint64_t offset) noexcept {
  frame_header const header = peek_header(from);
  if (header.type == frame_type::none) return std::nullopt;
  if (header.head_sum != frame_detail::head_sum(from.data(), keys, header.type, offset))
    return std::nullopt;
  if (header.type != frame_type::extent && header.length > max_payload) return std::nullopt;
  return header;
}

std::uint64_t payload_sum(byte_view stored) noexcept {
  std::uint64_t sum = 0;
  do {
    byte_view const piece = stored.first(std::min(stored.size(), sum_piece));
    sum = checksum(piece, sum);
    stored = stored.subspan(piece.size());
  } while (!stored.empty());
  return sum;
}

frame_header lay_frame(frame_to_write const& frame, frame_keys const& keys, std::uint32_t epoch,
                       std::uint32_t link, std::uint64_t synced_to, payload_codec const& codec,
                       std::byte* to) {
  HELIOS_EXPECTS(frame.type != frame_type::none && frame.type != frame_type::extent);
  HELIOS_EXPECTS(frame.offset % 8 == 0);
  std::byte* const payload = to + frame_header_bytes;
  std::size_t const plain = frame.payload.size();
  std::size_t const stored = plain + codec.overhead();

  if (plain != 0) std::memcpy(payload, frame.payload.data(), plain);
  if (carries_synced_to(frame.type)) {
    HELIOS_EXPECTS(plain >= 8);
    store(payload, synced_to);
  }
  std::fill(payload + stored, to + frame_room(stored), std::byte{0});

  frame_header header;
  header.length = stored;
  header.type = frame.type;
  header.flags = codec.flags();
  header.branch = frame.branch;
  header.epoch = epoch;
  header.scn = frame.scn;
  header.link = link;
  codec.seal(header, frame.offset, {payload, stored});
  header.payload_sum = payload_sum({payload, stored});
  encode(header, keys, frame.offset, to);
  return header;
}

}  // namespace helios::storage
