// helios/storage/impl/page_source_mapped.ipp -- the first touch of a mapped page.
#pragma once

#include <helios/storage/page_source_mapped.hpp>

#include <helios/base/assert.hpp>
#include <helios/base/raise_to.hpp>

#include <algorithm>

namespace helios::storage {

verified_frames::~verified_frames() {
  for (auto& s : segments_) delete s.load(std::memory_order_relaxed);
}

void verified_frames::add(std::uint64_t place) {
  std::atomic<segment*>& slot = segments_[place / segment_span];
  if (slot.load(std::memory_order_acquire) == nullptr) {
    auto fresh = std::make_unique<segment>();  // the thread that comes second lets its own go
    std::call_once(made_[place / segment_span],
                   [&] { slot.store(fresh.release(), std::memory_order_release); });
  }
  segment& s = *slot.load(std::memory_order_acquire);
  std::uint64_t const bit = place % segment_span / page_alignment;
  s[bit / 64].fetch_or(std::uint64_t{1} << bit % 64, std::memory_order_acq_rel);
}

mapped_pages::mapped_pages(frame_file& from, std::byte const* base, std::uint64_t capacity,
                           cache_options const& beyond)
    : page_source(from),
      base_(base),
      capacity_(capacity),
      shift_(from.header().shift),
      pages_(capacity),
      values_(capacity),
      beyond_(from, beyond) {
  HELIOS_EXPECTS(base != nullptr && from.codec().overhead() == 0);
}

pin mapped_pages::fetch_values(std::uint64_t payload_offset) {
  if (payload_offset < first()) return older_with(payload_offset)->fetch_values(payload_offset);
  std::uint64_t const place = payload_offset - shift_;
  if (place < capacity_ && values_.has(place)) {
    // The bit may be another frame's: this one's header has to verify and to lie in what was read.
    std::uint64_t const offset = payload_offset - frame_header_bytes;
    auto const header =
        offset % 8 != 0
            ? std::nullopt
            : decode_frame(header_span(base_ + place - frame_header_bytes, frame_header_bytes),
                           {.file = source().key(), .epoch = 0}, offset);
    std::uint64_t const seen = seen_.load(std::memory_order_acquire);
    if (header && header->type == frame_type::value && place <= seen &&
        header->length <= seen - place)
      return pin(byte_view(base_ + place, static_cast<std::size_t>(header->length)));
  }
  frame_header const header = find(payload_offset, frame_type::value);
  if (header.length > capacity_ - std::min(capacity_, place))
    return beyond_.fetch_values(payload_offset);
  byte_view const payload = verify(payload_offset, header);
  values_.add(place);
  return pin(payload);
}

pin mapped_pages::first_touch(std::uint64_t payload_offset, page_check how) {
  if (payload_offset < first()) return older_with(payload_offset)->fetch(payload_offset);
  std::uint64_t const place = payload_offset - shift_;
  frame_header const header = find(payload_offset, frame_type::page);
  if (header.length > capacity_ - std::min(capacity_, place))
    return beyond_.fetch_with(payload_offset, how);
  byte_view const payload = verify(payload_offset, header);
  apply(how, payload_offset, payload);
  pages_.add(place);
  return pin(payload);
}

/// The payload of a frame, in memory and as its header says.
byte_view mapped_pages::verify(std::uint64_t payload_offset, frame_header const& header) {
  std::uint64_t const place = payload_offset - shift_;
  std::uint64_t const offset = payload_offset - frame_header_bytes;
  source().io().populate(offset, frame_header_bytes + header.length);
  byte_view const payload(base_ + place, static_cast<std::size_t>(header.length));
  if (header.flags != source().codec().flags() ||
      peek_header(header_span(payload.data() - frame_header_bytes, frame_header_bytes)) != header ||
      payload_sum(payload) != header.payload_sum)
    throw damaged(source().path(), offset, "The payload of a frame does not match its checksum.");
  raise_to(seen_, place + header.length);
  return payload;
}

std::unique_ptr<page_source> make_pages(frame_file& from, page_options const& options) {
  if (!options.buffered && from.codec().overhead() == 0) {
    std::uint64_t const capacity =
        std::max(align_up(options.mapping, page_bytes),
                 align_up(2 * (from.io().size() - from.header().shift), page_bytes));
    if (std::byte const* const base = from.io().map(capacity))
      return std::make_unique<mapped_pages>(from, base, capacity, options.cache);
  }
  return std::make_unique<cached_pages>(from, options.cache);
}

}  // namespace helios::storage
