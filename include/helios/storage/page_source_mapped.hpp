// helios/storage/page_source_mapped.hpp -- pages read in place from one mapping of the file.
//
// Shape     one bit per 64 bytes of file says that the frame whose payload begins there was
//           verified; bits come in segments of 32 KiB for 16 MiB of file, made at the first touch
// Holds     (M1) of the pages and values whose payloads begin in the same 64 bytes of file there is
//           one: those that are that short are not written
// Threads   no lock: setting a bit twice is harmless, and the bytes of a published frame never
//           change
// Errors    the first touch populates the mapping, so an unreadable sector is 58030 and not a
//           signal
// Cost      fetch: two loads and a bit test, 3 ns; a value that does not begin at a multiple of 64:
//           the checksum of its header too, 10 ns; first touch: a read of the header, populate, and
//           the checksum
#pragma once

#include <helios/config.hpp>
#include <helios/storage/page_source.hpp>
#include <helios/storage/page_source_cached.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
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

class mapped_pages final : public page_source {
 public:
  /// `base`: the file's mapping of `capacity` bytes.  Requires a plain file.
  HELIOS_DECL mapped_pages(frame_file& from, std::byte const* base, std::uint64_t capacity,
                           cache_options const& beyond);
  HELIOS_DECL ~mapped_pages() override;

  [[nodiscard]] pin fetch(std::uint64_t payload_offset) override {
    if (!is_verified(payload_offset)) return first_touch(payload_offset);
    if (payload_offset % page_alignment != 0) return unaligned(payload_offset);
    std::byte const* const payload = base_ + (payload_offset - shift_);
    auto const word = load<std::uint64_t>(payload - frame_header_bytes);
    return pin(byte_view(payload, static_cast<std::size_t>(word & max_frame_length)));
  }

  [[nodiscard]] std::byte const* in_place(std::uint64_t offset,
                                          std::uint64_t length) const noexcept override {
    std::uint64_t const place = offset - shift_;
    return offset >= shift_ && place <= capacity_ && length <= capacity_ - place ? base_ + place
                                                                                 : nullptr;
  }

 private:
  static constexpr std::uint64_t segment_span = std::uint64_t{16} << 20;
  static constexpr std::size_t segment_words = segment_span / page_alignment / 64;
  using segment = std::array<std::atomic<std::uint64_t>, segment_words>;

  /// Whether the frame was verified whose payload begins in the 64 bytes of an offset.
  [[nodiscard]] bool is_verified(std::uint64_t payload_offset) const noexcept {
    // What is numbered below the shift wraps around, far above the capacity.
    std::uint64_t const place = payload_offset - shift_;
    if (place >= capacity_) return false;
    segment const* const s = segments_[place / segment_span].load(std::memory_order_acquire);
    if (s == nullptr) return false;
    std::uint64_t const bit = place % segment_span / page_alignment;
    return ((*s)[bit / 64].load(std::memory_order_acquire) >> bit % 64 & 1) != 0;
  }
  [[nodiscard]] HELIOS_DECL pin unaligned(std::uint64_t payload_offset);
  [[nodiscard]] HELIOS_DECL pin first_touch(std::uint64_t payload_offset);
  HELIOS_DECL void set_verified(std::uint64_t place);

  std::byte const* base_;
  std::uint64_t capacity_;
  std::uint64_t shift_;  // of the file: its offsets are this much above the places in the mapping
  std::vector<std::atomic<segment*>> segments_;
  cached_pages beyond_;  // what lies past the mapping
};

/// The mapping where it is wanted and to be had, the cache elsewhere.
[[nodiscard]] HELIOS_DECL std::unique_ptr<page_source> make_pages(frame_file& from,
                                                                  page_options const& options = {});

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/page_source_mapped.ipp>
#endif
