// helios/storage/impl/page_source.ipp -- what all page sources share.
#pragma once

#include <helios/storage/page_source.hpp>

#include <algorithm>
#include <string>

namespace helios::storage {

frame_header page_source::find(std::uint64_t payload_offset, frame_type type) const {
  frame_header const header = file_->find_frame(payload_offset);
  if (header.type != type)
    throw damaged(file_->path(), payload_offset,
                  type == frame_type::page ? "A page is referred to there, but values are found."
                                           : "A value is referred to there, but a page is found.");
  if (type == frame_type::page && payload_offset % page_alignment != 0)
    throw damaged(file_->path(), payload_offset, "A page begins there, but at no multiple of 64.");
  return header;
}

void page_source::apply(page_check how, std::uint64_t payload_offset, byte_view payload) {
  char const* const fault = how == nullptr ? nullptr : how(payload, *this);
  if (fault != nullptr)
    throw damaged(file_->path(), payload_offset,
                  std::string("What is in the page contradicts itself: ") + fault + '.');
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

}  // namespace helios::storage
