// helios/storage/impl/log_tail.ipp -- the search for a later witness.
#pragma once

#include <helios/storage/log_tail.hpp>

#include <algorithm>
#include <array>

namespace helios::storage {

namespace tail_detail {

/// Looks at every place behind `position` for a commit or checkpoint that calls it durable.
class witness_search {
 public:
  witness_search(frame_file& from, log_position const& position)
      : file_(&from), position_(position) {}

  void run() {
    std::uint64_t const size = file_->io().size();
    if (size <= position_.offset) return;
    // Frames do not overlap, so an honest file never costs more than itself. One made to cost the
    // square of its length is refused.
    budget_ = 2 * (size - position_.offset) + sum_piece;
    bytes chunk(
        static_cast<std::size_t>(std::min<std::uint64_t>(size - position_.offset, sum_piece)));
    for (std::uint64_t at = position_.offset;;) {
      std::size_t const got = file_->io().read(at, chunk);
      if (got < frame_header_bytes) return;  // no frame ends before the file does
      std::size_t const places = (got - frame_header_bytes) / 8 + 1;
      for (std::size_t i = 0; i != places; ++i)
        look(header_span(chunk.data() + 8 * i, frame_header_bytes), at + 8 * i);
      at += 8 * places;
    }
  }

 private:
  void look(header_span image, std::uint64_t offset) {
    // The cheap questions first: most places hold zeros or the inside of a payload.
    auto const type = static_cast<frame_type>(image[6]);
    if (!carries_synced_to(type) || load<std::uint32_t>(image.data() + 12) != position_.epoch)
      return;
    auto const header = file_->header_at(offset, {file_->key(), position_.salt});
    if (!header || header->length < 8) return;
    if (header->length > budget_)
      throw damage("A frame there does not verify, and frames behind it overlap.");
    budget_ -= header->length;
    if (!file_->payload_verifies(offset, *header)) return;
    if (synced_to(*header, offset) > position_.offset)
      throw damage("A frame there does not verify, but the commit at offset " +
                   std::to_string(offset) + " was written after it had been synced.");
  }

  [[nodiscard]] std::uint64_t synced_to(frame_header const& header, std::uint64_t offset) {
    if (file_->codec().overhead() == 0) {
      std::array<std::byte, 8> first{};
      static_cast<void>(
          file_->io().read(offset + frame_header_bytes, first));  // within a verified payload
      return load<std::uint64_t>(first.data());
    }
    bytes stored(static_cast<std::size_t>(header.length));
    byte_view const plain = file_->read_payload(offset, header, stored);
    return plain.size() < 8 ? 0 : load<std::uint64_t>(plain.data());
  }

  [[nodiscard]] error damage(std::string detail) const {
    return damaged(file_->path(), position_.offset, std::move(detail));
  }

  frame_file* file_;
  log_position position_;
  std::uint64_t budget_ = 0;
};

}  // namespace tail_detail

void check_tail(frame_file& from, log_position const& position, std::uint64_t known_synced) {
  if (position.offset < known_synced)
    throw damaged(
        from.path(), position.offset,
        "A frame is missing there, but the log is known to have been durable up to offset " +
            std::to_string(known_synced) + '.');
  // Its first(): no frame was ever synced, and a creation cut short may have left less than that.
  if (known_synced > from.first() && from.io().size() < known_synced)
    throw damaged(from.path(), from.io().size(),
                  "The file ends there, but the log is known to have been durable up to offset " +
                      std::to_string(known_synced) + '.');
  tail_detail::witness_search(from, position).run();
}

}  // namespace helios::storage
