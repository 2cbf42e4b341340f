// helios/storage/impl/page_source.ipp -- what all page sources share.
#pragma once

#include <helios/storage/page_source.hpp>

namespace helios::storage {

byte_view page_source::read(std::uint64_t payload_offset, bytes& into) {
  frame_header const header = file_->find_frame(payload_offset);
  into.resize(static_cast<std::size_t>(header.length));
  return file_->read_payload(payload_offset - frame_header_bytes, header, into);
}

void page_source::check_reference(std::uint64_t payload_offset) const {
  if (payload_offset % page_alignment != 0)
    throw damaged(file_->path(), payload_offset,
                  "A page is referred to there, but pages begin at multiples of 64.");
}

}  // namespace helios::storage
