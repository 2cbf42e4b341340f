// tests/support/cut_vfs.hpp -- a vfs whose files somebody else cuts while they are read.
#pragma once

#include <helios/storage/testing/forwarding_vfs.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace helios::testing {

/// When the files end at `end`: from the call on before which `calls_left` others come. What counts
/// are reads and questions for the size.
struct cut_plan {
  static constexpr int never = -1;
  std::uint64_t end = 0;
  int calls_left = never;
  bool is_cut = false;

  void count() noexcept {
    if (calls_left == 0) is_cut = true;
    if (calls_left >= 0) --calls_left;
  }
};

class cut_vfs final : public storage::testing::forwarding_vfs {
  class cut_file final : public storage::testing::forwarding_file {
   public:
    cut_file(std::unique_ptr<file> inner, cut_plan& plan)
        : forwarding_file(std::move(inner)), plan_(plan) {}

    std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
      plan_.count();
      if (!plan_.is_cut) return forwarding_file::read(offset, into);
      std::uint64_t const there = plan_.end - std::min(plan_.end, offset);
      return forwarding_file::read(offset, into.first(std::min<std::size_t>(into.size(), there)));
    }
    void write(std::uint64_t offset, byte_view data) override {
      forwarding_file::write(offset, data);
      plan_.end = std::max(plan_.end, offset + data.size());
    }
    void reserve(std::uint64_t size) override {
      forwarding_file::reserve(size);
      plan_.end = std::max(plan_.end, size);
    }
    std::uint64_t size() override {
      plan_.count();
      std::uint64_t const whole = forwarding_file::size();
      return plan_.is_cut ? std::min(plan_.end, whole) : whole;
    }

   private:
    cut_plan& plan_;
  };

 public:
  cut_vfs(vfs& inner, cut_plan& plan) : forwarding_vfs(inner), plan_(plan) {}
  std::unique_ptr<storage::file> open(std::string const& path, storage::open_mode mode) override {
    return std::make_unique<cut_file>(forwarding_vfs::open(path, mode), plan_);
  }

 private:
  cut_plan& plan_;
};

}  // namespace helios::testing
