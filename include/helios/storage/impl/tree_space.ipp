// helios/storage/impl/tree_space.ipp -- the shapes an engine knows.
#pragma once

#include <helios/storage/tree_space.hpp>

#include <helios/storage/row.hpp>

#include <mutex>

namespace helios::storage {

shape_cache::shape_cache() : shapes_(key_kind::int64, {{column_id{1}, physical_type::bytes}}) {}

std::shared_ptr<page_source> tree_space::share_pages() const {
  std::lock_guard const hold(pages_lock_);
  return shared_pages_;
}

void tree_space::read_from(std::shared_ptr<page_source> pages) {
  std::lock_guard const hold(pages_lock_);
  pages_.store(pages.get(), std::memory_order_release);
  shared_pages_ = std::move(pages);
}

shape const* shape_cache::find(std::uint64_t fingerprint) const {
  std::shared_lock const hold(lock_);
  auto const at = known_.find(fingerprint);
  return at == known_.end() ? nullptr : at->second.get();
}

shape const& shape_cache::add(shape s) {
  std::lock_guard const hold(lock_);
  auto& slot = known_[s.fingerprint()];
  if (!slot) slot = std::make_unique<shape const>(std::move(s));
  return *slot;
}

}  // namespace helios::storage
