// tests/support/forged_log.hpp -- a log into which frames and anchors can be put whose sums are
// right.
#pragma once

#include <helios/storage/anchor.hpp>
#include <helios/storage/log_epoch.hpp>

#include <tests/support/log_script.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace helios::testing {

/// A file with one opening and three commits, into which frames can be written.
struct forged_log {
  plain_memory_vfs world;
  std::vector<std::byte> image;
  storage::log_position start;
  std::uint64_t key = 0;

  forged_log() {
    session s(world, "a", true);
    start = s.log->position();
    for (std::uint64_t n = 1; n != 4; ++n) append_commit(*s.log, n, 40);
    s.log->sync();
    key = s.log->source().key();
    image = world.disk("a").image();
  }

  void put(std::uint64_t at, storage::frame_header header, byte_view payload) {
    header.length = payload.size();
    header.payload_sum = storage::payload_sum(payload);
    image.resize(std::max<std::size_t>(image.size(), at + storage::frame_room(payload.size())));
    std::copy(payload.begin(), payload.end(),
              image.begin() + static_cast<std::ptrdiff_t>(at + storage::frame_header_bytes));
    storage::encode(header, {key, start.salt}, at, image.data() + at);
  }
  /// The frame that follows the opening's.
  void put_first(storage::frame_type type, std::uint32_t epoch, byte_view payload) {
    storage::frame_header header;
    header.type = type;
    header.epoch = epoch;
    header.link = start.link;
    put(start.offset, header, payload);
  }
  /// An epoch frame, found by its offset alone.
  void put_epoch(std::uint64_t at, std::uint32_t number, storage::epoch_record const& record) {
    storage::frame_header header;
    header.type = storage::frame_type::epoch;
    header.epoch = number;
    put(at, header, storage::encode(record));
  }

  /// Changes the anchors that verify.
  template <class Change>
  void change_anchors(Change const& change) {
    for (unsigned slot = 0; slot != 2; ++slot) {
      storage::page_image page;
      auto const at = image.begin() + static_cast<std::ptrdiff_t>(storage::anchor_offsets[slot]);
      std::copy_n(at, page.size(), page.begin());
      auto found = storage::decode_anchor(page, key, slot);
      if (!found) continue;
      change(*found);
      page = storage::encode(*found, key, slot);
      std::copy(page.begin(), page.end(), at);
    }
  }

  [[nodiscard]] storage::frame_file file() {
    world.disk("x").put(image);
    return {world.open("x", storage::open_mode::read_only), "x"};
  }
  [[nodiscard]] std::string reading() {
    storage::frame_file f = file();
    storage::log_reader reader(f, start);
    return code_of([&] { static_cast<void>(read_all(reader)); });
  }
  [[nodiscard]] std::string opening() {
    world.disk("x").put(image);
    return code_of([&] { session const s(world, "x"); });
  }
};

[[nodiscard]] inline storage::epoch_record record_of(std::uint32_t number, std::uint64_t previous,
                                                     std::uint64_t skip = 0) {
  return {7, number, microseconds{1}, microseconds{1}, previous, skip};
}

}  // namespace helios::testing
