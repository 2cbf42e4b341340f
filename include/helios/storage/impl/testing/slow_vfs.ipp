// helios/storage/impl/testing/slow_vfs.ipp -- a vfs on which a sync takes as long as asked.
#pragma once

#include <helios/storage/testing/slow_vfs.hpp>

#include <thread>

namespace helios::storage::testing {

class slow_vfs::slow_file final : public forwarding_file {
 public:
  slow_file(slow_vfs& owner, std::unique_ptr<file> inner) noexcept
      : forwarding_file(std::move(inner)), owner_(owner) {}

  void write(std::uint64_t offset, byte_view data) override {
    ++owner_.counts_.writes;
    owner_.counts_.bytes_written += data.size();
    forwarding_file::write(offset, data);
  }
  void sync() override {
    ++owner_.counts_.syncs;
    owner_.wait();
    forwarding_file::sync();
  }
  void sync_range(std::uint64_t offset, std::uint64_t length) override {
    ++owner_.counts_.syncs;
    owner_.wait();
    forwarding_file::sync_range(offset, length);
  }

 private:
  slow_vfs& owner_;
};

std::unique_ptr<file> slow_vfs::open(std::string const& path, open_mode mode) {
  return std::make_unique<slow_file>(*this, forwarding_vfs::open(path, mode));
}

void slow_vfs::sync_directory(std::string const& path) {
  ++counts_.directory_syncs;
  wait();
  forwarding_vfs::sync_directory(path);
}

void slow_vfs::wait() const {
  std::chrono::nanoseconds const delay(delay_.load());
  if (delay.count() > 0) std::this_thread::sleep_for(delay);
}

}  // namespace helios::storage::testing
