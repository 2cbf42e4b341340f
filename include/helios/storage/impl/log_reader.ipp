// helios/storage/impl/log_reader.ipp -- walking the chain.
#pragma once

#include <helios/storage/log_reader.hpp>

#include <helios/base/assert.hpp>
#include <helios/storage/log_epoch.hpp>

#include <algorithm>

namespace helios::storage {

log_reader::log_reader(frame_file& from, log_position const& start, std::uint64_t stop)
    : file_(&from), position_(start), stop_(stop) {
  HELIOS_EXPECTS(start.offset % 8 == 0 && start.offset >= log_begin);
}

void log_reader::extend(std::uint64_t stop) noexcept {
  stop_ = stop;
  reason_ = log_stop::running;
  window_size_ = 0;  // what was behind the old end may have changed
}

std::optional<log_frame> log_reader::next() {
  if (reason_ != log_stop::running) return std::nullopt;
  std::uint64_t const offset = position_.offset;
  if (offset >= stop_) return stop(log_stop::reached);
  std::span<std::byte> const head = window(offset, frame_header_bytes);
  if (head.size() < frame_header_bytes) {
    auto const is_zero = [](std::byte b) { return b == std::byte{0}; };
    bool const nothing = std::all_of(
        head.begin(), head.begin() + std::min<std::ptrdiff_t>(8, std::ssize(head)), is_zero);
    return stop(nothing ? log_stop::end : log_stop::torn);
  }
  if (load<std::uint64_t>(head.data()) == 0) return stop(log_stop::end);

  auto const header = decode_frame(header_span(head), {file_->key(), position_.salt}, offset);
  if (!header || !belongs(*header)) return stop(log_stop::torn);
  if (!is_readable(offset + frame_header_bytes, header->length)) return stop(log_stop::torn);

  byte_view plain;
  if (header->type != frame_type::extent) {
    auto const opened = payload(*header);
    if (!opened) return stop(log_stop::torn);
    plain = *opened;
  }
  note(*header, plain);
  position_.offset = offset + frame_room(header->length);
  position_.link = header->head_sum;
  return log_frame{offset, *header, plain};
}

/// Whether the file has these bytes before the end of reading. What is in the window it has.
bool log_reader::is_readable(std::uint64_t offset, std::uint64_t length) {
  if (length <= window_begin_ + window_size_ - offset) return true;
  std::uint64_t const end = std::min(stop_, file_->io().size());
  return offset <= end && length <= end - offset;
}

std::optional<log_frame> log_reader::stop(log_stop reason) noexcept {
  reason_ = reason;
  return std::nullopt;
}

bool log_reader::belongs(frame_header const& header) const noexcept {
  std::uint32_t const expected = position_.epoch + (header.type == frame_type::epoch ? 1 : 0);
  return header.link == position_.link && header.epoch == expected;
}

std::optional<std::span<std::byte>> log_reader::payload(frame_header const& header) {
  std::uint64_t const offset = position_.offset;
  // A long payload is summed before memory is taken for it: the length alone proves nothing.
  if (header.length > sum_piece && !file_->payload_verifies(offset, header)) return std::nullopt;
  std::span<std::byte> const stored = window(offset + frame_header_bytes, header.length);
  if (stored.size() != header.length || payload_sum(stored) != header.payload_sum)
    return std::nullopt;
  return file_->open_payload(offset, header, stored);
}

void log_reader::note(frame_header const& header, byte_view payload) {
  std::uint64_t const offset = position_.offset;
  if (header.type == frame_type::epoch) {
    auto const record = decode_epoch(payload, offset);
    if (!record || record->number != header.epoch)
      throw damaged(file_->path(), offset, "An epoch frame contradicts itself.");
    position_.epoch = record->number;
    position_.salt = record->salt;
    epoch_frame_ = offset;
  } else if (header.type == frame_type::extent) {
    extents_.push_back({offset + frame_header_bytes, offset + frame_room(header.length)});
  } else if (carries_synced_to(header.type)) {
    std::uint64_t const told =
        payload.size() < 8 ? log_reader::everything : load<std::uint64_t>(payload.data());
    if (told > offset)
      throw damaged(file_->path(), offset, "A frame claims that later ones were durable.");
    if (told > synced_to_) {
      synced_to_ = told;
      std::erase_if(extents_, [told](byte_range const& e) { return e.end <= told; });
    }
  }
}

std::span<std::byte> log_reader::window(std::uint64_t offset, std::uint64_t length) {
  HELIOS_EXPECTS(offset >= window_begin_);  // the log is read forwards
  std::uint64_t const window_end = window_begin_ + window_size_;
  if (offset + length > window_end) {
    // Behind an extent there is often just the next one: long reads are for frames in a row.
    chunk_ = offset <= window_end ? std::min(2 * chunk_, longest_chunk) : shortest_chunk;
    auto const want =
        static_cast<std::size_t>(std::min(std::max<std::uint64_t>(chunk_, length), stop_ - offset));
    if (window_.size() < want || window_.size() > 8 * longest_chunk) window_.resize(want);
    window_begin_ = offset;
    window_size_ = file_->io().read(offset, std::span(window_).first(want));
  }
  auto const from = static_cast<std::size_t>(offset - window_begin_);
  auto const have = static_cast<std::size_t>(std::min<std::uint64_t>(length, window_size_ - from));
  return std::span(window_).subspan(from, have);
}

}  // namespace helios::storage
