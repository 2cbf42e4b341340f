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

void write_history::synced() {
  durable_.size = live_size_;
  std::erase_if(unsynced_, [this](auto const& entry) {
    auto const& [number, changed] = entry;
    if (changed.dirty) durable_.sectors[number] = changed.versions.back().content;
    return changed.dirty;
  });
}

void write_history::sync_failed() noexcept {
  for (auto& [number, changed] : unsynced_) changed.dirty = false;
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
