// tests/support/crash_points.hpp -- a vfs that calls back before each call that changes the disk:
// where a test looks at what a power loss at that moment would leave.
#pragma once

#include <helios/storage/testing/forwarding_vfs.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace helios::testing {

class crash_points final : public storage::testing::forwarding_vfs {
 public:
  /// `before`: called on the thread that is about to write, sync, grow, or rename.
  crash_points(storage::vfs& inner, std::function<void()> before)
      : forwarding_vfs(inner), before_(std::move(before)) {}

  [[nodiscard]] std::unique_ptr<storage::file> open(std::string const& path,
                                                    storage::open_mode mode) override {
    if (mode == storage::open_mode::create) before_();
    return std::make_unique<crashing_file>(forwarding_vfs::open(path, mode), before_);
  }
  void rename(std::string const& from, std::string const& to) override {
    before_();
    forwarding_vfs::rename(from, to);
  }
  void sync_directory(std::string const& path) override {
    before_();
    forwarding_vfs::sync_directory(path);
  }

 private:
  class crashing_file final : public storage::testing::forwarding_file {
   public:
    crashing_file(std::unique_ptr<storage::file> inner, std::function<void()> const& before)
        : forwarding_file(std::move(inner)), before_(before) {}
    void write(std::uint64_t offset, byte_view data) override {
      before_();
      forwarding_file::write(offset, data);
    }
    void sync() override {
      before_();
      forwarding_file::sync();
    }
    void sync_range(std::uint64_t offset, std::uint64_t length) override {
      before_();
      forwarding_file::sync_range(offset, length);
    }
    void reserve(std::uint64_t size) override {
      before_();
      forwarding_file::reserve(size);
    }

   private:
    std::function<void()> const& before_;
  };

  std::function<void()> before_;
};

}  // namespace helios::testing
