// helios/storage/testing/forwarding_vfs.hpp -- a vfs that passes every call on.
//
// Requires  the wrapped vfs outlives its wrapper
// Threads   as the wrapped vfs
#pragma once

#include <helios/storage/settable_world.hpp>
#include <helios/storage/vfs.hpp>

#include <utility>

namespace helios::storage::testing {

class forwarding_file : public file {
 public:
  explicit forwarding_file(std::unique_ptr<file> inner) noexcept : inner_(std::move(inner)) {}

  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    return inner_->read(offset, into);
  }
  void write(std::uint64_t offset, byte_view data) override { inner_->write(offset, data); }
  void sync() override { inner_->sync(); }
  void sync_range(std::uint64_t offset, std::uint64_t length) override {
    inner_->sync_range(offset, length);
  }
  void reserve(std::uint64_t size) override { inner_->reserve(size); }
  [[nodiscard]] std::uint64_t size() override { return inner_->size(); }
  [[nodiscard]] file_identity identity() override { return inner_->identity(); }
  [[nodiscard]] std::byte const* map(std::uint64_t capacity) override {
    return inner_->map(capacity);
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    inner_->populate(offset, length);
  }
  [[nodiscard]] bool try_lock() override { return inner_->try_lock(); }

 private:
  std::unique_ptr<file> inner_;
};

class forwarding_vfs : public vfs {
 public:
  explicit forwarding_vfs(vfs& inner) noexcept : inner_(inner) {}

  [[nodiscard]] std::unique_ptr<file> open(std::string const& path, open_mode mode) override {
    return inner_.open(path, mode);
  }
  [[nodiscard]] std::optional<file_identity> identify(std::string const& path) override {
    return inner_.identify(path);
  }
  void remove(std::string const& path) override { inner_.remove(path); }
  void rename(std::string const& from, std::string const& to) override { inner_.rename(from, to); }
  [[nodiscard]] std::string resolve(std::string const& path) override {
    return inner_.resolve(path);
  }
  void copy_permissions(std::string const& from, std::string const& to) override {
    inner_.copy_permissions(from, to);
  }
  void sync_directory(std::string const& path) override { inner_.sync_directory(path); }
  [[nodiscard]] microseconds now() override { return world_.now(inner_); }
  void random(std::span<std::byte> into) override { world_.random(inner_, into); }

  /// Clock and randomness are those of the wrapped vfs until they are set here.
  [[nodiscard]] settable_world& world() noexcept { return world_; }

 private:
  vfs& inner_;
  settable_world world_;
};

}  // namespace helios::storage::testing
