// tests/support/file_map.hpp -- what lies where in a database file: for those who forge one.
#pragma once

#include <helios/storage/format.hpp>
#include <helios/storage/frame.hpp>
#include <helios/storage/inner.hpp>
#include <helios/storage/leaf.hpp>

#include <algorithm>
#include <vector>

namespace helios::testing {

struct mapped_frame {
  storage::frame_type type;
  std::uint64_t payload;  // its offset
  std::uint64_t length;
};

/// The frames of an unharmed plain file that no VACUUM wrote, those inside extents too.
[[nodiscard]] inline std::vector<mapped_frame> frames_of(byte_view image) {
  using namespace storage;
  std::vector<mapped_frame> all;
  auto const head_at = [&](std::uint64_t at) {
    return peek_header(header_span(image.data() + at, frame_header_bytes));
  };
  for (std::uint64_t at = log_begin; at + frame_header_bytes <= image.size();) {
    frame_header const f = head_at(at);
    if (f.type == frame_type::none || f.length > image.size() - at - frame_header_bytes) break;
    all.push_back({f.type, at + frame_header_bytes, f.length});
    std::uint64_t const end = at + frame_room(f.length);
    if (f.type == frame_type::extent) {
      std::uint64_t in = align_up(at + 2 * frame_header_bytes, page_alignment) - frame_header_bytes;
      while (in + frame_header_bytes <= end) {
        frame_header const p = head_at(in);
        bool const known = p.type == frame_type::page || p.type == frame_type::value;
        if (!known || p.length > end - in - frame_header_bytes) break;
        all.push_back({p.type, in + frame_header_bytes, p.length});
        in += extent_room(p.length);
      }
    }
    at = end;
  }
  return all;
}

/// The pages that hold a kind of node.
[[nodiscard]] inline std::vector<std::uint64_t> nodes_of(byte_view image, storage::node_kind kind) {
  std::vector<std::uint64_t> found;
  for (mapped_frame const& f : frames_of(image)) {
    if (f.type == storage::frame_type::page &&
        load<storage::node_prefix>(image.data() + f.payload).kind == kind)
      found.push_back(f.payload);
  }
  return found;
}

/// Every place of some bytes.
[[nodiscard]] inline std::vector<std::uint64_t> places_of(byte_view image, byte_view what) {
  std::vector<std::uint64_t> found;
  for (auto at = image.begin();; ++at) {
    at = std::search(at, image.end(), what.begin(), what.end());
    if (at == image.end()) return found;
    found.push_back(static_cast<std::uint64_t>(at - image.begin()));
  }
}

}  // namespace helios::testing
