// helios/storage/impl/page_source_cached.ipp -- the cache.
#pragma once

#include <helios/storage/page_source_cached.hpp>

#include <algorithm>
#include <cstring>

namespace helios::storage {

pin cached_pages::fetch(std::uint64_t payload_offset, frame_type type, page_check how) {
  std::unique_lock lock(mutex_);
  auto found = index_.find(payload_offset);
  if (found == index_.end() || found->second->type != type) {
    lock.unlock();
    page_list fresh = load(payload_offset, type, how);
    lock.lock();
    // Another thread may have loaded it meanwhile: then its copy is the one.
    auto const [at, is_new] = index_.try_emplace(payload_offset, fresh.begin());
    if (is_new) {
      bytes_ += fresh.front().size;
      recent_.splice(recent_.begin(), fresh);
    }
    found = at;
  }
  auto const hit = found->second;
  recent_.splice(recent_.begin(), recent_, hit);
  hit->pins.fetch_add(1, std::memory_order_relaxed);
  trim();
  return pin(hit->plain, &hit->pins);
}

std::size_t cached_pages::pages() const {
  std::scoped_lock const lock(mutex_);
  return index_.size();
}

std::uint64_t cached_pages::held_bytes() const {
  std::scoped_lock const lock(mutex_);
  return bytes_;
}

cached_pages::page_list cached_pages::load(std::uint64_t payload_offset, frame_type type,
                                           page_check how) {
  frame_header const header = find(payload_offset, type);
  page_list one(1);
  page& p = one.front();
  p.offset = payload_offset;
  p.type = type;
  p.size = static_cast<std::size_t>(header.length);
  p.stored.reset(static_cast<std::byte*>(
      ::operator new (std::max<std::size_t>(p.size, 1), std::align_val_t{page_alignment})));
  p.plain =
      source().read_payload(payload_offset - frame_header_bytes, header, {p.stored.get(), p.size});
  apply(how, payload_offset, p.plain);
  return one;
}

void cached_pages::trim() {
  for (auto at = recent_.end(); over() && at != recent_.begin();) {
    --at;
    // Acquire: pairs with the release of the last pin. Nobody can pin it anew: that takes the
    // mutex.
    if (at->pins.load(std::memory_order_acquire) == 0) evict(at++);
  }
}

void cached_pages::evict(page_list::iterator victim) {
  index_.erase(victim->offset);
  bytes_ -= victim->size;
  if (options_.poison) {
    constexpr std::size_t kept = 16;
    std::memset(victim->stored.get(), 0xDB, victim->size);
    poisoned_.push_back(std::move(victim->stored));
    if (poisoned_.size() > kept) poisoned_.pop_front();
  }
  recent_.erase(victim);
}

}  // namespace helios::storage
