// helios/storage/impl/page_source.ipp -- what all page sources share.
#pragma once

#include <helios/storage/page_source.hpp>

#include <algorithm>

namespace helios::storage {

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
