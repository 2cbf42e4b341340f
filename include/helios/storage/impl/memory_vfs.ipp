// helios/storage/impl/memory_vfs.ipp -- files that live in memory.
#pragma once

#include <helios/storage/memory_vfs.hpp>

#include <helios/base/assert.hpp>
#include <helios/storage/memory_image.hpp>
#include <helios/storage/os_error.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <atomic>
#include <cerrno>
#include <utility>

namespace helios::storage {

namespace detail {

struct memory_node {
  memory_node(std::string const& path, std::uint64_t capacity, file_identity id)
      : image(path, capacity), identity(id) {}

  memory_image image;
  file_identity const identity;
  std::atomic<bool> locked = false;
};

class memory_file final : public file {
 public:
  memory_file(std::shared_ptr<memory_node> node, std::string path, open_mode mode)
      : node_(std::move(node)), path_(std::move(path)), mode_(mode) {}
  ~memory_file() override {
    if (holds_lock_) node_->locked.store(false, std::memory_order_release);
  }

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    return node_->image.read(offset, into);
  }
  void write(std::uint64_t offset, byte_view data) override {
    require_writable("write");
    node_->image.write(offset, data);
  }
  void sync() override { require_writable("sync"); }
  void sync_range(std::uint64_t, std::uint64_t) override { sync(); }
  void reserve(std::uint64_t size) override {
    require_writable("reserve space in");
    node_->image.reserve(size);
  }
  std::uint64_t size() override { return node_->image.size(); }
  file_identity identity() override { return node_->identity; }

  std::byte const* map(std::uint64_t capacity) override {
    HELIOS_EXPECTS(capacity_ == 0 && capacity != 0);
    std::byte const* const view = node_->image.map(capacity);
    if (view != nullptr) capacity_ = capacity;
    return view;
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    HELIOS_EXPECTS(capacity_ != 0);
    if (offset > capacity_ || length > capacity_ - offset) {
      throw could_not("read", path_, "the range lies outside of the mapping");
    }
    // The page of the last byte is whole, as on a disk; behind it there is nothing.
    if (length != 0 && offset + length > align_up(size(), 4096)) {
      throw could_not("read", path_, offset, EIO);
    }
  }
  bool try_lock() override {
    require_writable("lock");
    if (!holds_lock_) holds_lock_ = !node_->locked.exchange(true, std::memory_order_acquire);
    return holds_lock_;
  }

 private:
  void require_writable(char const* verb) const {
    if (mode_ == open_mode::read_only) throw could_not(verb, path_, "it was opened read-only");
  }

  std::shared_ptr<memory_node> node_;
  std::string path_;
  open_mode mode_;
  bool holds_lock_ = false;
  std::uint64_t capacity_ = 0;
};

}  // namespace detail

memory_vfs::memory_vfs(std::uint64_t capacity) : capacity_(capacity) {}

memory_vfs::~memory_vfs() = default;

memory_vfs::name_map::iterator memory_vfs::find(char const* verb, std::string const& path) {
  if (auto const at = names_.find(path); at != names_.end()) return at;
  if (path.empty()) return names_.end();
  std::string const folder = path.ends_with('/') ? path : path + '/';
  auto const below = names_.lower_bound(folder);
  if (folder == path || (below != names_.end() && below->first.starts_with(folder))) {
    throw could_not(verb, path, "it is a directory");
  }
  return names_.end();
}

std::unique_ptr<file> memory_vfs::open(std::string const& path, open_mode mode) {
  bool const creates = mode == open_mode::create;
  char const* const verb = creates ? "create" : "open";
  std::lock_guard const hold(naming_);
  auto at = find(verb, path);
  if (creates) {
    if (at != names_.end()) throw could_not(verb, path, EEXIST);
    if (path.empty()) throw could_not(verb, path, ENOENT);
    // The address of the vfs tells its files from those of every other one alive.
    file_identity const id{reinterpret_cast<std::uintptr_t>(this), ++last_inode_};
    at = names_.emplace(path, std::make_shared<detail::memory_node>(path, capacity_, id)).first;
  }
  if (at == names_.end()) throw could_not(verb, path, ENOENT);
  return std::make_unique<detail::memory_file>(at->second, path, mode);
}

std::optional<file_identity> memory_vfs::identify(std::string const& path) {
  std::lock_guard const hold(naming_);
  auto const at = find("examine", path);
  if (at == names_.end()) return std::nullopt;
  return at->second->identity;
}

void memory_vfs::remove(std::string const& path) {
  std::lock_guard const hold(naming_);
  auto const at = find("remove", path);
  if (at == names_.end()) throw could_not("remove", path, ENOENT);
  names_.erase(at);
}

void memory_vfs::rename(std::string const& from, std::string const& to) {
  std::lock_guard const hold(naming_);
  auto const at = find("rename", from);
  if (at == names_.end()) throw could_not("rename", from, ENOENT);
  if (find("rename to", to) == names_.end() && to.empty()) throw could_not("rename to", to, ENOENT);
  if (from == to) return;
  names_.insert_or_assign(to, at->second);
  names_.erase(from);
}

std::string memory_vfs::resolve(std::string const& path) {
  std::lock_guard const hold(naming_);
  if (find("resolve", path) == names_.end()) throw could_not("resolve", path, ENOENT);
  return path;
}

microseconds memory_vfs::now() { return world_.now(system_vfs()); }

void memory_vfs::random(std::span<std::byte> into) { world_.random(system_vfs(), into); }

}  // namespace helios::storage
