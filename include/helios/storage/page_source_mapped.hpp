// helios/storage/page_source_mapped.hpp -- pages read in place from one mapping of the file.
//
// Shape     one bit per 64 bytes of file says that the page whose payload begins there was verified
//           and checked; another, that a value frame was whose payload begins in these 64 bytes.
//           Bits come in segments of 32 KiB for 16 MiB of file, made at the first touch
// Holds     (M1) a page's bit vouches for its header. Value frames whose payloads begin in the same
//           64 bytes share a bit: a value's header is verified by each fetch, its content by
//           whoever reads it (storage/long_value.hpp)
// Threads   no lock: setting a bit twice is harmless, and the bytes of a published frame never
//           change
// Errors    the first touch populates the mapping, so an unreadable sector is 58030 and not a
//           signal
// Cost      fetch: two loads and a bit test, 3 ns; of values the checksum of the header too, 10 ns;
//           first touch: a read of the header, populate, the checksum and the check
#pragma once

#include <helios/config.hpp>
#include <helios/storage/page_source.hpp>
#include <helios/storage/page_source_cached.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace helios::storage {

struct page_options {
  /// Read through the cache although a mapping could be had: a failing disk
  /// then raises no signal.
  bool buffered = false;
  /// Address space reserved for the mapping; a file that outgrows it is read through the cache from
  /// there on.
  std::uint64_t mapping = std::uint64_t{64} << 30;
  cache_options cache{};
};

/// Which frames of a mapping were verified, by the 64 bytes that their payloads begin in.
class verified_frames {
 public:
  explicit verified_frames(std::uint64_t capacity)
      : segments_(static_cast<std::size_t>((capacity + segment_span - 1) / segment_span)),
        made_(segments_.size()) {}
  verified_frames(verified_frames const&) = delete;
  verified_frames& operator=(verified_frames const&) = delete;
  HELIOS_DECL ~verified_frames();

  /// Requires a place below the capacity.
  [[nodiscard]] bool has(std::uint64_t place) const noexcept {
    segment const* const s = segments_[place / segment_span].load(std::memory_order_acquire);
    if (s == nullptr) return false;
    std::uint64_t const bit = place % segment_span / page_alignment;
    return ((*s)[bit / 64].load(std::memory_order_acquire) >> bit % 64 & 1) != 0;
  }
  HELIOS_DECL void add(std::uint64_t place);

 private:
  static constexpr std::uint64_t segment_span = std::uint64_t{16} << 20;
  static constexpr std::size_t segment_words = segment_span / page_alignment / 64;
  using segment = std::array<std::atomic<std::uint64_t>, segment_words>;

  std::vector<std::atomic<segment*>> segments_;
  std::vector<std::once_flag> made_;  // of each segment
};

class mapped_pages final : public page_source {
 public:
  /// `base`: the file's mapping of `capacity` bytes.  Requires a plain file.
  HELIOS_DECL mapped_pages(frame_file& from, std::byte const* base, std::uint64_t capacity,
                           cache_options const& beyond);

  [[nodiscard]] pin fetch(std::uint64_t payload_offset) override {
    return fetch_with(payload_offset, usual_check());
  }
  [[nodiscard]] pin fetch_with(std::uint64_t payload_offset, page_check how) override {
    // What is numbered below the shift wraps around, far above the capacity.
    std::uint64_t const place = payload_offset - shift_;
    if (place >= capacity_ || place % page_alignment != 0 || !pages_.has(place))
      return first_touch(payload_offset, how);
    std::byte const* const payload = base_ + place;
    auto const word = load<std::uint64_t>(payload - frame_header_bytes);
    return pin(byte_view(payload, static_cast<std::size_t>(word & max_frame_length)));
  }
  [[nodiscard]] HELIOS_DECL pin fetch_values(std::uint64_t payload_offset) override;

  void expect(std::uint64_t payload_offset) const noexcept override {
    std::uint64_t const place = payload_offset - shift_;
    if (place >= capacity_) return;
    // The frame's header, and of the payload what is read before its keys and values.
    for (std::uint64_t line = place - 64; line != place + 256; line += 64)
      __builtin_prefetch(base_ + line);
  }
  [[nodiscard]] std::byte const* in_place(std::uint64_t offset,
                                          std::uint64_t length) const noexcept override {
    std::uint64_t const place = offset - shift_;
    return offset >= shift_ && place <= capacity_ && length <= capacity_ - place ? base_ + place
                                                                                 : nullptr;
  }

 private:
  [[nodiscard]] HELIOS_DECL pin first_touch(std::uint64_t payload_offset, page_check how);
  [[nodiscard]] HELIOS_DECL byte_view verify(std::uint64_t payload_offset,
                                             frame_header const& header);

  std::byte const* base_;
  std::uint64_t capacity_;
  std::uint64_t shift_;  // of the file: its offsets are this much above the places in the mapping
  verified_frames pages_, values_;
  std::atomic<std::uint64_t> seen_{0};  // the file has been mapped and read up to this place
  cached_pages beyond_;                 // what lies past the mapping
};

/// The mapping where it is wanted and to be had, the cache elsewhere.
[[nodiscard]] HELIOS_DECL std::unique_ptr<page_source> make_pages(frame_file& from,
                                                                  page_options const& options = {});

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/page_source_mapped.ipp>
#endif
