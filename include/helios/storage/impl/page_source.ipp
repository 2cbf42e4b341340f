// helios/storage/impl/page_source.ipp -- what all page sources share.
#pragma once

#include <helios/storage/page_source.hpp>

#include <algorithm>

namespace helios::storage {

byte_view page_source::read(std::uint64_t payload_offset, bytes& into) {
  if (payload_offset < first()) return older_with(payload_offset)->read(payload_offset, into);
  frame_header const header = file_->find_frame(payload_offset);
  into.resize(static_cast<std::size_t>(header.length));
  return file_->read_payload(payload_offset - frame_header_bytes, header, into);
}

std::shared_ptr<page_source> page_source::older_with(std::uint64_t payload_offset) const {
  auto const after = std::find_if(older_.begin(), older_.end(),
                                  [&](older_file const& f) { return f.first > payload_offset; });
  if (after != older_.begin()) {
    if (auto pages = std::prev(after)->pages.lock()) return pages;
  }
  throw damaged(file_->path(), payload_offset,
                "A page or value is referred to there, but no frame of one is found.");
}

void page_source::check_reference(std::uint64_t payload_offset) const {
  if (payload_offset % page_alignment != 0)
    throw damaged(file_->path(), payload_offset,
                  "A page is referred to there, but pages begin at multiples of 64.");
}

}  // namespace helios::storage
