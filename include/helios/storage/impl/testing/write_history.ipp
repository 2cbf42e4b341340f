// helios/storage/impl/testing/write_history.ipp -- what the disk holds of one file.
#pragma once

#include <helios/storage/testing/write_history.hpp>

#include <algorithm>

namespace helios::storage::testing {

void write_history::wrote(file& live, std::uint64_t offset, std::uint64_t length) {
  if (length == 0) return;
  live_size_ = live.size();
  std::uint64_t const last = (offset + length - 1) / sector_size;
  for (std::uint64_t number = offset / sector_size; number <= last; ++number) {
    version now{{}, live_size_};
    static_cast<void>(live.read(number * sector_size, now.content));  // short: zeros follow
    unsynced& changed = unsynced_[number];
    changed.versions.push_back(now);
    changed.dirty = true;
  }
}

auto write_history::touched(std::uint64_t offset, std::uint64_t length) noexcept
    -> std::pair<sectors::iterator, sectors::iterator> {
  std::uint64_t const end = length > ~offset ? ~std::uint64_t{0} : offset + length;
  return {unsynced_.lower_bound(offset / sector_size),
          unsynced_.lower_bound(end / sector_size + (end % sector_size != 0 ? 1 : 0))};
}

void write_history::synced(std::uint64_t offset, std::uint64_t length) {
  auto const [first, last] = touched(offset, length);
  if (offset == 0 && length >= live_size_) durable_.size = live_size_;
  for (auto at = first; at != last;) {
    auto const& [number, changed] = *at;
    if (!changed.dirty) {
      ++at;
      continue;
    }
    version const& newest = changed.versions.back();
    durable_.sectors[number] = newest.content;
    durable_.size = std::max(durable_.size, std::min((number + 1) * sector_size, newest.size));
    at = unsynced_.erase(at);
  }
}

void write_history::sync_failed(std::uint64_t offset, std::uint64_t length) noexcept {
  auto const [first, last] = touched(offset, length);
  for (auto at = first; at != last; ++at) at->second.dirty = false;
}

std::uint64_t write_history::undecided() const noexcept {
  return unsynced_.size() + (live_size_ != durable_.size ? 1 : 0);
}

disk_image write_history::after(power_loss& loss) const {
  disk_image left = durable_;
  for (auto const& [number, changed] : unsynced_) {
    std::size_t const kept = loss.pick(changed.versions.size());
    if (kept == 0) continue;
    version const& on_disk = changed.versions[kept - 1];
    left.sectors[number] = on_disk.content;
    left.size = std::max(left.size, std::min((number + 1) * sector_size, on_disk.size));
  }
  if (live_size_ != durable_.size && loss.keeps()) left.size = live_size_;
  return left;
}

}  // namespace helios::storage::testing
