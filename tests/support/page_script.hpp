// tests/support/page_script.hpp -- a file of pages and values to read back through a page source.
#pragma once

#include <tests/support/log_script.hpp>

namespace helios::testing {

struct page_file {
  struct entry {
    std::uint64_t offset;  // of the payload
    bytes payload;
  };
  plain_memory_vfs world;
  std::unique_ptr<storage::log> log;
  std::vector<entry> pages;   // in extents
  std::vector<entry> values;  // in the log itself

  explicit page_file(int count = 100, std::size_t longest = 5000) {
    session s(world, "a", true);
    log = std::move(s.log);
    std::mt19937_64 random(7);
    for (int batch = 0; batch * 10 < count; ++batch) {
      std::vector<bytes> payloads;
      std::vector<storage::frame_to_write> frames;
      std::uint64_t room = 0;
      for (int i = 0; i != 10; ++i) {
        payloads.push_back(payload_for(std::uint64_t(batch * 10 + i), random() % longest));
        room += storage::extent_room(payloads.back().size());
      }
      for (auto const& p : payloads)
        frames.push_back({.type = storage::frame_type::page, .payload = p});
      storage::extent where = log->reserve_extent(room);
      bytes const small = payload_for(std::uint64_t(1000 + batch), 100);
      storage::frame_to_write value{.type = storage::frame_type::value, .payload = small};
      log->append({&value, 1});
      values.push_back({value.payload_offset(), small});
      log->write_in_extent(where, frames);
      for (std::size_t i = 0; i != frames.size(); ++i)
        pages.push_back({frames[i].payload_offset(), payloads[i]});
    }
    log->sync();
  }
};

}  // namespace helios::testing
