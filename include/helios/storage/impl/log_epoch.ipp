// helios/storage/impl/log_epoch.ipp -- epoch records as bytes, and the walk from epoch to epoch.
#pragma once

#include <helios/storage/log_epoch.hpp>

namespace helios::storage {

std::array<std::byte, epoch_record_bytes> encode(epoch_record const& record) noexcept {
  std::array<std::byte, epoch_record_bytes> image{};
  store(image.data(), record.salt);
  store(image.data() + 8, record.number);
  store(image.data() + 16, record.clock);
  store(image.data() + 24, record.wall);
  store(image.data() + 32, record.previous);
  store(image.data() + 40, record.skip);
  return image;
}

std::optional<epoch_record> decode_epoch(byte_view payload, std::uint64_t offset) noexcept {
  if (payload.size() < epoch_record_bytes) return std::nullopt;
  epoch_record record;
  record.salt = load<std::uint64_t>(payload.data());
  record.number = load<std::uint32_t>(payload.data() + 8);
  record.clock = load<microseconds>(payload.data() + 16);
  record.wall = load<microseconds>(payload.data() + 24);
  record.previous = load<std::uint64_t>(payload.data() + 32);
  record.skip = load<std::uint64_t>(payload.data() + 40);
  if (record.previous >= offset || record.skip >= offset) return std::nullopt;
  return record;
}

void epoch_history::set_newest(std::uint64_t frame_offset) {
  std::scoped_lock const lock(mutex_);
  newest_ = frame_offset;
  found_.clear();
}

std::optional<epoch_history::entry> epoch_history::find(std::uint32_t number) {
  std::scoped_lock const lock(mutex_);
  if (auto const known = found_.find(number); known != found_.end()) return known->second;
  if (newest_ == 0 || number == 0) return std::nullopt;
  std::uint64_t offset = newest_;
  epoch_record record = read(offset);
  if (record.number < number) return std::nullopt;
  while (record.number != number) {
    bool const far = (record.number & (record.number - 1)) >= number;
    std::uint64_t const next = far ? record.skip : record.previous;
    if (next == 0) throw damaged(file_->path(), offset, "The chain of epochs is broken.");
    offset = next;  // (E1): the walk ends
    record = read(offset);
    if (record.number < number)
      throw damaged(file_->path(), offset, "The chain of epochs is broken.");
  }
  constexpr std::size_t enough = 4096;  // a bound on memory; a search again costs microseconds
  if (found_.size() >= enough) found_.clear();
  return found_.emplace(number, entry{offset, record.salt}).first->second;
}

epoch_record epoch_history::read(std::uint64_t offset) {
  auto const header = file_->header_at(offset, {.file = file_->key(), .epoch = 0});
  if (header && header->type == frame_type::epoch && header->length <= sum_piece) {
    bytes payload(static_cast<std::size_t>(header->length));
    if (auto const record = decode_epoch(file_->read_payload(offset, *header, payload), offset);
        record && record->number == header->epoch)
      return *record;
  }
  throw damaged(file_->path(), offset, "An epoch frame is expected there.");
}

}  // namespace helios::storage
