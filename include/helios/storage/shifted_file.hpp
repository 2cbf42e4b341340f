// helios/storage/shifted_file.hpp -- a file whose frames are numbered from another offset than
// their place.
//
// Shape     offset            place in the file
//           0 .. log_begin    the same: the pages at the front
//           first() ..        offset - shift: frames
//           between           nothing: reads as past the end
//           map() gives places: the frame at an offset is at the view's offset - shift
// Threads   as the file it wraps
#pragma once

#include <helios/base/assert.hpp>
#include <helios/storage/format.hpp>
#include <helios/storage/vfs.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace helios::storage {

class shifted_file final : public file {
 public:
  shifted_file(std::unique_ptr<file> inner, std::uint64_t shift) noexcept
      : inner_(std::move(inner)), shift_(shift) {}

  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset < log_begin) {
      auto const left = static_cast<std::size_t>(log_begin - offset);
      return inner_->read(offset, into.first(std::min(into.size(), left)));
    }
    return offset < log_begin + shift_ ? 0 : inner_->read(offset - shift_, into);
  }
  void write(std::uint64_t offset, byte_view data) override { inner_->write(place(offset), data); }
  void sync() override { inner_->sync(); }
  void sync_range(std::uint64_t offset, std::uint64_t length) override {
    inner_->sync_range(place(offset), length);
  }
  void reserve(std::uint64_t size) override { inner_->reserve(place(size)); }
  [[nodiscard]] std::uint64_t size() override {
    std::uint64_t const bytes = inner_->size();
    return bytes <= log_begin ? bytes : bytes + shift_;
  }
  [[nodiscard]] file_identity identity() override { return inner_->identity(); }
  [[nodiscard]] std::byte const* map(std::uint64_t capacity) override {
    return inner_->map(capacity);
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    inner_->populate(place(offset), length);
  }
  [[nodiscard]] bool try_lock() override { return inner_->try_lock(); }

 private:
  [[nodiscard]] std::uint64_t place(std::uint64_t offset) const noexcept {
    if (offset < log_begin) return offset;
    HELIOS_EXPECTS(offset >= log_begin + shift_);
    return offset - shift_;
  }

  std::unique_ptr<file> inner_;
  std::uint64_t shift_;
};

}  // namespace helios::storage
