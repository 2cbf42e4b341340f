// helios/storage/page_source_cached.hpp -- pages in a bounded cache, least recently used out first.
//
// Shape     payloads in memory at multiples of 64, opened by the file's codec
// Holds     (K1) a pinned page stays; the bound may be exceeded while more is pinned than it allows
//           (K2) after a fetch, unpinned pages fit into what the pinned ones leave of the bound
// Threads   one mutex around the index, never held while the file is read
// Cost      hit: a lock and a hash lookup, 14 ns; miss: a read of the header, one of the payload,
//           and its checksum
#pragma once

#include <helios/config.hpp>
#include <helios/storage/page_source.hpp>

#include <atomic>
#include <cstdint>
#include <deque>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>

namespace helios::storage {

struct cache_options {
  std::size_t max_pages = std::numeric_limits<std::size_t>::max();
  std::uint64_t max_bytes = std::uint64_t{64} << 20;
  /// Overwrites what is evicted with 0xDB and keeps it for a while, so that who reads on finds out.
  bool poison = false;
};

class cached_pages final : public page_source {
 public:
  explicit cached_pages(frame_file& from, cache_options const& options = {})
      : page_source(from), options_(options) {}

  [[nodiscard]] pin fetch(std::uint64_t payload_offset) override {
    return fetch_with(payload_offset, usual_check());
  }
  [[nodiscard]] pin fetch_with(std::uint64_t payload_offset, page_check how) override {
    if (payload_offset < first()) return older_with(payload_offset)->fetch(payload_offset);
    return fetch(payload_offset, frame_type::page, how);
  }
  [[nodiscard]] pin fetch_values(std::uint64_t payload_offset) override {
    if (payload_offset < first()) return older_with(payload_offset)->fetch_values(payload_offset);
    return fetch(payload_offset, frame_type::value, nullptr);
  }

  [[nodiscard]] HELIOS_DECL std::size_t pages() const;
  [[nodiscard]] HELIOS_DECL std::uint64_t held_bytes() const;

 private:
  struct release {
    void operator()(std::byte* memory) const noexcept {
      ::operator delete (memory, std::align_val_t{page_alignment});
    }
  };
  using memory = std::unique_ptr<std::byte, release>;
  struct page {
    std::uint64_t offset = 0;
    frame_type type = frame_type::none;
    std::size_t size = 0;  // of the memory
    memory stored;
    byte_view plain;
    std::atomic<std::uint32_t> pins{0};
  };
  using page_list = std::list<page>;

  [[nodiscard]] HELIOS_DECL pin fetch(std::uint64_t payload_offset, frame_type type,
                                      page_check how);
  [[nodiscard]] HELIOS_DECL page_list load(std::uint64_t payload_offset, frame_type type,
                                           page_check how);
  HELIOS_DECL void trim();
  HELIOS_DECL void evict(page_list::iterator victim);
  [[nodiscard]] bool over() const noexcept {
    return index_.size() > options_.max_pages || bytes_ > options_.max_bytes;
  }

  cache_options options_;
  mutable std::mutex mutex_;
  page_list recent_;  // newest use first
  std::unordered_map<std::uint64_t, page_list::iterator> index_;
  std::uint64_t bytes_ = 0;
  std::deque<memory> poisoned_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/page_source_cached.ipp>
#endif
