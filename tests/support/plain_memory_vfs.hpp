// tests/support/plain_memory_vfs.hpp -- the smallest vfs that can lose power: what was not synced
// is gone.
//
// A failed sync behaves as Linux does: the dirty bytes stay readable, are called clean, and never
// reach the disk.
#pragma once

#include <helios/storage/vfs.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace helios::testing {

struct plain_disk {
  static constexpr std::uint64_t capacity = std::uint64_t{8} << 20;

  std::mutex mutex;
  // calloc: untouched memory costs nothing, and there are thousands of disks. Aligned as a mapping
  // is.
  std::unique_ptr<void, decltype(&std::free)> memory{std::calloc(capacity + 4096, 1), &std::free};
  std::span<std::byte> cache{
      reinterpret_cast<std::byte*>(align_up(reinterpret_cast<std::uintptr_t>(memory.get()), 4096)),
      capacity};
  std::uint64_t size = 0;
  std::uint64_t used = 0;  // the longest it was
  std::vector<std::byte> durable;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> dirty;  // begin, end
  bool locked = false;
  std::uint64_t inode = 0;
  std::uint64_t room = capacity;  // reserving or writing past it: 53100
  int fail_syncs = 0;
  int stop_after = -1;  // counts writes and syncs down; from 0 on they throw, a write half done
  int writes = 0;
  int syncs = 0;

  [[nodiscard]] std::vector<std::byte> image() const {
    return {cache.begin(), cache.begin() + std::ptrdiff_t(size)};
  }
  void grow(std::uint64_t to) {
    size = std::max(size, to);
    used = std::max(used, size);
  }
  void put(std::vector<std::byte> const& image) {
    std::copy(image.begin(), image.end(), cache.begin());
    // A test may have cut the file by its size alone: what was behind it goes, too.
    std::fill(cache.begin() + std::ptrdiff_t(image.size()),
              cache.begin() + std::ptrdiff_t(std::max<std::uint64_t>(used, image.size())),
              std::byte{0});
    used = image.size();
    size = image.size();
    durable = image;
    dirty.clear();
  }
};

class plain_memory_vfs final : public storage::vfs {
  class handle final : public storage::file {
   public:
    explicit handle(std::shared_ptr<plain_disk> disk) : disk_(std::move(disk)) {}
    ~handle() override {
      if (holds_lock_) disk_->locked = false;
    }
    std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
      std::scoped_lock const lock(disk_->mutex);
      if (offset >= disk_->size) return 0;
      std::size_t const n = std::min<std::uint64_t>(into.size(), disk_->size - offset);
      std::memcpy(into.data(), disk_->cache.data() + offset, n);
      return n;
    }
    void write(std::uint64_t offset, byte_view data) override {
      std::scoped_lock const lock(disk_->mutex);
      ++disk_->writes;
      bool const fails = stopped();
      if (offset + data.size() > disk_->room) throw error(errc::disk_full, "no space left");
      std::size_t const n = fails ? data.size() / 2 : data.size();
      std::memcpy(disk_->cache.data() + offset, data.data(), n);
      disk_->grow(offset + n);
      disk_->dirty.emplace_back(offset, offset + n);
      if (fails) throw error(errc::io_error, "write failed");
    }
    void sync() override { sync_range(0, plain_disk::capacity); }
    void sync_range(std::uint64_t offset, std::uint64_t length) override {
      std::scoped_lock const lock(disk_->mutex);
      ++disk_->syncs;
      if (stopped()) throw error(errc::io_error, "sync stopped");
      auto const outside = std::stable_partition(
          disk_->dirty.begin(), disk_->dirty.end(),
          [&](auto const& d) { return d.first < offset + length && d.second > offset; });
      decltype(disk_->dirty) const dirty(disk_->dirty.begin(), outside);
      disk_->dirty.erase(disk_->dirty.begin(), outside);
      if (disk_->fail_syncs > 0) {
        --disk_->fail_syncs;
        throw error(errc::io_error, "sync failed");
      }
      disk_->durable.resize(disk_->size);
      for (auto [begin, end] : dirty)
        std::memcpy(disk_->durable.data() + begin, disk_->cache.data() + begin, end - begin);
    }
    void reserve(std::uint64_t size) override {
      std::scoped_lock const lock(disk_->mutex);
      if (size > disk_->room) throw error(errc::disk_full, "no space left");
      disk_->grow(size);
    }
    std::uint64_t size() override {
      std::scoped_lock const lock(disk_->mutex);
      return disk_->size;
    }
    storage::file_identity identity() override { return {1, disk_->inode}; }
    std::byte const* map(std::uint64_t) override { return disk_->cache.data(); }
    void populate(std::uint64_t, std::uint64_t) override {}
    bool try_lock() override {
      if (disk_->locked) return false;
      return disk_->locked = holds_lock_ = true;
    }

   private:
    [[nodiscard]] bool stopped() const {
      if (disk_->stop_after > 0) --disk_->stop_after;
      return disk_->stop_after == 0;
    }

    std::shared_ptr<plain_disk> disk_;
    bool holds_lock_ = false;
  };

 public:
  explicit plain_memory_vfs(std::uint64_t seed = 42) : seed_(seed) {}

  std::unique_ptr<storage::file> open(std::string const& path, storage::open_mode mode) override {
    auto found = disks_.find(path);
    if (mode == storage::open_mode::create) {
      if (found != disks_.end()) throw error(errc::io_error, "exists");
      found = disks_.emplace(path, std::make_shared<plain_disk>()).first;
      found->second->inode = ++inodes_;
    }
    if (found == disks_.end()) throw error(errc::undefined_file, "not there");
    return std::make_unique<handle>(found->second);
  }
  std::optional<storage::file_identity> identify(std::string const& path) override {
    auto const found = disks_.find(path);
    if (found == disks_.end()) return std::nullopt;
    return storage::file_identity{1, found->second->inode};
  }
  void remove(std::string const& path) override { disks_.erase(path); }
  void rename(std::string const& from, std::string const& to) override {
    disks_[to] = disks_.at(from);
    disks_.erase(from);
  }
  std::string resolve(std::string const& path) override { return path; }
  void copy_permissions(std::string const&, std::string const&) override {}
  void sync_directory(std::string const&) override {}
  microseconds now() override { return microseconds{++time_}; }
  void random(std::span<std::byte> into) override {
    for (auto& b : into)
      b = static_cast<std::byte>((seed_ = seed_ * 6364136223846793005u + 1442695040888963407u) >>
                                 56);
  }

  /// The disk behind a path; made empty when it is not there.
  plain_disk& disk(std::string const& path) {
    auto& d = disks_[path];
    if (!d) {
      d = std::make_shared<plain_disk>();
      d->inode = ++inodes_;
    }
    return *d;
  }
  /// The machine stops: handles are gone, and so is what was not synced, but for sectors of 512
  /// bytes that `survives` picks.
  template <class Survives>
  void lose_power(std::string const& path, Survives const& survives) {
    plain_disk& old = disk(path);
    auto left = old.durable;
    for (auto [begin, end] : old.dirty)
      for (std::uint64_t at = begin; at < end;) {
        std::uint64_t const stop = std::min(end, (at / 512 + 1) * 512);
        if (survives()) {
          if (left.size() < stop) left.resize(stop);
          std::memcpy(left.data() + at, old.cache.data() + at, stop - at);
        }
        at = stop;
      }
    auto d = std::make_shared<plain_disk>();
    d->inode = old.inode;
    d->put(left);
    disks_[path] = std::move(d);
  }
  void lose_power(std::string const& path) {
    lose_power(path, [] { return false; });
  }

 private:
  std::map<std::string, std::shared_ptr<plain_disk>> disks_;
  std::uint64_t inodes_ = 0;
  std::int64_t time_ = 1'700'000'000'000'000;
  std::uint64_t seed_;
};

}  // namespace helios::testing
