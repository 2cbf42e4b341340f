// tests/support/resealed_file.hpp -- makes the sums of a database file right again after its bytes
// were changed, so that a reader meets what they say instead of refusing them unread.
#pragma once

#include <helios/storage/anchor.hpp>
#include <helios/storage/format.hpp>
#include <helios/storage/frame.hpp>
#include <helios/storage/log_epoch.hpp>

#include <algorithm>
#include <cstring>

namespace helios::testing {

namespace reseal_detail {

inline void put_page(bytes& image, std::uint64_t at, std::uint64_t seed) {
  storage::page_image page;
  std::memcpy(page.data(), image.data() + at, page.size());
  storage::seal_page(page, seed);
  std::memcpy(image.data() + at, page.data(), page.size());
}

/// The frames inside an extent: they are found by their offset, and bear the file's key alone.
inline void reseal_extent(bytes& image, std::uint64_t key, std::uint64_t from, std::uint64_t end) {
  using namespace storage;
  std::uint64_t at = align_up(from + frame_header_bytes, page_alignment) - frame_header_bytes;
  while (at + frame_header_bytes <= end) {
    frame_header header = peek_header(header_span(image.data() + at, frame_header_bytes));
    bool const page = header.type == frame_type::page || header.type == frame_type::value;
    if (!page || header.length > end - at - frame_header_bytes) return;
    header.payload_sum =
        payload_sum(byte_view(image).subspan(at + frame_header_bytes, header.length));
    header.link = 0;
    encode(header, {key, 0}, at, image.data() + at);
    at += extent_room(header.length);
  }
}

}  // namespace reseal_detail

/// Requires a file of which the header page and the lengths of frames are nearly what they were;
/// it stops where it does not find its way.
inline void reseal(bytes& image) {
  using namespace storage;
  if (image.size() < log_begin) return;
  file_header header;
  header.id = load<file_id>(image.data() + 24);
  std::uint64_t const key = header.key();
  reseal_detail::put_page(image, 0, 0x68656c696f730001);

  frame_keys keys{key, 0};
  std::uint32_t link = 0, epoch = 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> links;  // before each log frame
  std::uint64_t at = log_begin;
  while (at + frame_header_bytes <= image.size()) {
    frame_header f = peek_header(header_span(image.data() + at, frame_header_bytes));
    links.emplace_back(at, link);
    if (f.type == frame_type::none || f.length > image.size() - at - frame_header_bytes) break;
    if (f.type == frame_type::epoch) ++epoch;
    byte_view const payload = byte_view(image).subspan(at + frame_header_bytes, f.length);
    f.link = link;
    f.epoch = epoch;
    f.payload_sum = f.type == frame_type::extent ? 0 : payload_sum(payload);
    link = encode(f, keys, at, image.data() + at);
    if (f.type == frame_type::extent)
      reseal_detail::reseal_extent(image, key, at + frame_header_bytes, at + frame_room(f.length));
    if (f.type == frame_type::epoch && f.length >= sizeof keys.epoch)
      keys.epoch = load<std::uint64_t>(payload.data());
    at += frame_room(f.length);
  }
  for (unsigned slot = 0; slot != 2; ++slot) {
    std::uint64_t const page = anchor_offsets[slot];
    auto const replay = load<std::uint64_t>(image.data() + page + 16);
    for (auto const& [offset, before] : links)
      if (offset == replay) store(image.data() + page + 24, before);
    reseal_detail::put_page(image, page, place_seed(key, page));
  }
  auto const end = load<std::uint64_t>(image.data() + durable_offset);
  auto const last = load<scn>(image.data() + durable_offset + 8);
  durable_image const mark = encode(durable_mark{end, last}, key);
  std::memcpy(image.data() + durable_offset, mark.data(), mark.size());
}

}  // namespace helios::testing
