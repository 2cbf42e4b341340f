// helios/storage/impl/frame_file.ipp -- reading single frames.
#pragma once

#include <helios/storage/frame_file.hpp>

#include <helios/base/assert.hpp>
#include <helios/base/checksum.hpp>
#include <helios/storage/shifted_file.hpp>

#include <algorithm>
#include <array>

namespace helios::storage {

frame_file::frame_file(std::unique_ptr<file> handle, std::string path)
    : handle_(std::move(handle)),
      path_(std::move(path)),
      header_(read_header(*handle_, path_)),
      key_(header_.key()),
      codec_(std::make_shared<plain_codec>()) {
  if (header_.shift != 0)
    handle_ = std::make_unique<shifted_file>(std::move(handle_), header_.shift);
}

std::optional<frame_header> frame_file::header_at(std::uint64_t offset, frame_keys const& keys) {
  if (offset % 8 != 0 || offset < first()) return std::nullopt;
  std::uint64_t const size = handle_->size();
  if (size < frame_header_bytes || offset > size - frame_header_bytes) return std::nullopt;
  std::array<std::byte, frame_header_bytes> image;
  if (handle_->read(offset, image) != image.size()) return std::nullopt;
  auto const header = decode_frame(image, keys, offset);
  if (!header || header->length > size - offset - frame_header_bytes) return std::nullopt;
  return header;
}

bool frame_file::payload_verifies(std::uint64_t offset, frame_header const& header) {
  std::uint64_t at = offset + frame_header_bytes;
  std::uint64_t left = header.length;
  bytes piece(static_cast<std::size_t>(std::min<std::uint64_t>(left, sum_piece)));
  std::uint64_t sum = 0;
  do {
    std::span<std::byte> const part =
        std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, sum_piece)));
    if (handle_->read(at, part) != part.size()) return false;
    sum = checksum(part, sum);
    at += part.size();
    left -= part.size();
  } while (left != 0);
  return sum == header.payload_sum;
}

std::span<std::byte> frame_file::read_payload(std::uint64_t offset, frame_header const& header,
                                              std::span<std::byte> into) {
  HELIOS_EXPECTS(into.size() == header.length);
  if (handle_->read(offset + frame_header_bytes, into) != into.size() ||
      payload_sum(into) != header.payload_sum)
    throw damaged(path_, offset, "The payload of a frame does not match its checksum.");
  return open_payload(offset, header, into);
}

std::span<std::byte> frame_file::open_payload(std::uint64_t offset, frame_header const& header,
                                              std::span<std::byte> stored) const {
  if (header.flags != codec_->flags() || stored.size() < codec_->overhead())
    throw damaged(path_, offset, "A frame is sealed in another way than the file.");
  return codec_->open(header, offset, stored);
}

frame_header frame_file::find_frame(std::uint64_t payload_offset) {
  std::uint64_t const offset = payload_offset - frame_header_bytes;
  auto const header = payload_offset < first() + frame_header_bytes
                          ? std::nullopt
                          : header_at(offset, {.file = key_, .epoch = 0});
  if (!header || (header->type != frame_type::page && header->type != frame_type::value))
    throw damaged(path_, payload_offset,
                  "A page or value is referred to there, but no frame of one is found.");
  if (header->length > sum_piece && !payload_verifies(offset, *header))
    throw damaged(path_, offset, "The payload of a frame does not match its checksum.");
  return *header;
}

std::optional<durable_mark> frame_file::read_durable() {
  durable_image image{};
  static_cast<void>(
      handle_->read(durable_offset, image));  // a short read leaves zeros, which do not verify
  return decode_durable(image, key_);
}

}  // namespace helios::storage
