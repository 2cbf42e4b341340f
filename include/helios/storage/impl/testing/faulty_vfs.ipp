// helios/storage/impl/testing/faulty_vfs.ipp -- a vfs whose calls fail where a plan says.
#pragma once

#include <helios/storage/testing/faulty_vfs.hpp>

#include <helios/storage/os_error.hpp>

#include <algorithm>

namespace helios::storage::testing {

namespace detail {

inline void pass(fault_plan& plan, operation kind, char const* verb, std::string const& path) {
  if (auto const struck = plan.strike(kind)) throw could_not(verb, path, struck->os_error);
}

class faulty_file final : public forwarding_file {
 public:
  faulty_file(fault_plan& plan, std::string path, std::unique_ptr<file> inner)
      : forwarding_file(std::move(inner)), plan_(plan), path_(std::move(path)) {}

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    std::size_t done = 0;
    do {
      if (auto const struck = plan_.strike(operation::read)) {
        throw could_not("read", path_, offset + done, struck->os_error);
      }
      auto const part = into.subspan(done, std::min(plan_.piece(), into.size() - done));
      std::size_t const got = forwarding_file::read(offset + done, part);
      done += got;
      if (got < part.size()) break;
    } while (done < into.size());
    return done;
  }

  void write(std::uint64_t offset, byte_view data) override {
    std::size_t done = 0;
    do {
      auto const part = data.subspan(done, std::min(plan_.piece(), data.size() - done));
      if (auto const struck = plan_.strike(operation::write)) {
        auto const kept = std::min<std::uint64_t>(struck->prefix, part.size());
        if (kept != 0) {
          forwarding_file::write(offset + done, part.first(static_cast<std::size_t>(kept)));
        }
        throw could_not("write", path_, offset + done + kept, struck->os_error);
      }
      forwarding_file::write(offset + done, part);
      done += part.size();
    } while (done < data.size());
  }

  void sync() override {
    pass(plan_, operation::sync, "sync", path_);
    forwarding_file::sync();
  }
  void sync_range(std::uint64_t offset, std::uint64_t length) override {
    pass(plan_, operation::sync, "sync", path_);
    forwarding_file::sync_range(offset, length);
  }
  void reserve(std::uint64_t size) override {
    pass(plan_, operation::reserve, "reserve space in", path_);
    forwarding_file::reserve(size);
  }
  std::byte const* map(std::uint64_t capacity) override {
    return plan_.strike(operation::map) ? nullptr : forwarding_file::map(capacity);
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    if (auto const struck = plan_.strike(operation::populate)) {
      throw could_not("read", path_, offset, struck->os_error);
    }
    forwarding_file::populate(offset, length);
  }
  bool try_lock() override {
    pass(plan_, operation::lock, "lock", path_);
    return forwarding_file::try_lock();
  }

 private:
  fault_plan& plan_;
  std::string path_;
};

}  // namespace detail

std::unique_ptr<file> faulty_vfs::open(std::string const& path, open_mode mode) {
  detail::pass(plan_, operation::open, mode == open_mode::create ? "create" : "open", path);
  return std::make_unique<detail::faulty_file>(plan_, path, forwarding_vfs::open(path, mode));
}

std::optional<file_identity> faulty_vfs::identify(std::string const& path) {
  detail::pass(plan_, operation::identify, "examine", path);
  return forwarding_vfs::identify(path);
}

void faulty_vfs::remove(std::string const& path) {
  detail::pass(plan_, operation::remove, "remove", path);
  forwarding_vfs::remove(path);
}

void faulty_vfs::rename(std::string const& from, std::string const& to) {
  detail::pass(plan_, operation::rename, "rename", from);
  forwarding_vfs::rename(from, to);
}

std::string faulty_vfs::resolve(std::string const& path) {
  detail::pass(plan_, operation::resolve, "resolve", path);
  return forwarding_vfs::resolve(path);
}

void faulty_vfs::copy_permissions(std::string const& from, std::string const& to) {
  detail::pass(plan_, operation::copy_permissions, "set the permissions of", to);
  forwarding_vfs::copy_permissions(from, to);
}

void faulty_vfs::sync_directory(std::string const& path) {
  detail::pass(plan_, operation::sync_directory, "sync folder of", path);
  forwarding_vfs::sync_directory(path);
}

}  // namespace helios::storage::testing
