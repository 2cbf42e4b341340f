// helios/storage/impl/testing/forgetful_vfs.ipp -- files that lose what was not synced.
#pragma once

#include <helios/storage/testing/forgetful_vfs.hpp>

#include <helios/storage/os_error.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <set>
#include <utility>

namespace helios::storage::testing {

namespace detail {

inline std::string_view folder_of(std::string_view path) noexcept {
  auto const slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash + 1);
}

}  // namespace detail

class forgetful_vfs::forgetful_file final : public file {
 public:
  forgetful_file(forgetful_vfs& owner, history past, std::string path, std::unique_ptr<file> live)
      : owner_(owner),
        past_(std::move(past)),
        path_(std::move(path)),
        live_(std::move(live)),
        power_cycle_(owner.power_cycles_) {}

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    require_power("read");
    return live_->read(offset, into);
  }
  void write(std::uint64_t offset, byte_view data) override {
    std::lock_guard const hold(owner_.mutex_);
    require_power("write");
    live_->write(offset, data);
    past_->wrote(*live_, offset, data.size());
  }
  void sync() override { sync_range(0, std::numeric_limits<std::uint64_t>::max()); }
  void sync_range(std::uint64_t offset, std::uint64_t length) override {
    std::lock_guard const hold(owner_.mutex_);
    require_power("sync");
    live_->sync();
    auto& until = owner_.syncs_until_failure_;
    if (until && (*until)-- == 0) {
      until.reset();
      past_->sync_failed(offset, length);
      throw could_not("sync", path_, EIO);
    }
    past_->synced(offset, length);
  }
  void reserve(std::uint64_t size) override {
    std::lock_guard const hold(owner_.mutex_);
    require_power("reserve space in");
    live_->reserve(size);
    past_->grew(*live_);
  }
  std::uint64_t size() override {
    require_power("examine");
    return live_->size();
  }
  file_identity identity() override {
    require_power("examine");
    return live_->identity();
  }
  std::byte const* map(std::uint64_t capacity) override {
    require_power("map");
    return live_->map(capacity);
  }
  void populate(std::uint64_t offset, std::uint64_t length) override {
    require_power("read");
    live_->populate(offset, length);
  }
  bool try_lock() override {
    require_power("lock");
    return live_->try_lock();
  }

 private:
  void require_power(char const* verb) const {
    if (owner_.power_cycles_ != power_cycle_) throw could_not(verb, path_, "power lost");
  }

  forgetful_vfs& owner_;
  history past_;
  std::string path_;
  std::unique_ptr<file> live_;
  std::uint64_t power_cycle_;
};

forgetful_vfs::forgetful_vfs() : live_(std::make_unique<memory_vfs>()) {}

forgetful_vfs::~forgetful_vfs() = default;

forgetful_vfs::history forgetful_vfs::history_of(std::string const& path) {
  auto const id = live_->identify(path);
  return id ? histories_.at(id->inode) : nullptr;
}

std::unique_ptr<file> forgetful_vfs::open(std::string const& path, open_mode mode) {
  std::lock_guard const hold(mutex_);
  auto opened = live_->open(path, mode);
  history& past = histories_[opened->identity().inode];
  if (mode == open_mode::create) {
    past = std::make_shared<write_history>();
    directory_writes_.push_back({{path, nullptr, past}});
  }
  return std::make_unique<forgetful_file>(*this, past, path, std::move(opened));
}

std::optional<file_identity> forgetful_vfs::identify(std::string const& path) {
  std::lock_guard const hold(mutex_);
  return live_->identify(path);
}

void forgetful_vfs::remove(std::string const& path) {
  std::lock_guard const hold(mutex_);
  history const removed = history_of(path);
  live_->remove(path);
  directory_writes_.push_back({{path, removed, nullptr}});
}

void forgetful_vfs::rename(std::string const& from, std::string const& to) {
  std::lock_guard const hold(mutex_);
  history const moved = history_of(from);
  history const replaced = history_of(to);
  live_->rename(from, to);
  if (from == to) return;
  name_change const appears{to, replaced, moved};
  name_change const vanishes{from, moved, nullptr};
  if (detail::folder_of(from) == detail::folder_of(to)) {
    directory_writes_.push_back({appears, vanishes});
  } else {
    directory_writes_.push_back({appears});
    directory_writes_.push_back({vanishes});
  }
}

std::string forgetful_vfs::resolve(std::string const& path) {
  std::lock_guard const hold(mutex_);
  return live_->resolve(path);
}

void forgetful_vfs::copy_permissions(std::string const& from, std::string const& to) {
  std::lock_guard const hold(mutex_);
  live_->copy_permissions(from, to);
}

void forgetful_vfs::sync_directory(std::string const& path) {
  std::lock_guard const hold(mutex_);
  auto const here = [folder = detail::folder_of(path)](directory_write const& changes) {
    return detail::folder_of(changes.front().name) == folder;
  };
  for (directory_write const& changes : directory_writes_) {
    if (here(changes)) apply(changes, durable_names_);
  }
  std::erase_if(directory_writes_, here);
}

microseconds forgetful_vfs::now() { return world_.now(system_vfs()); }

void forgetful_vfs::random(std::span<std::byte> into) { world_.random(system_vfs(), into); }

// Only on top of what it was done on: this is what keeps the order of changes to one name.
void forgetful_vfs::apply(directory_write const& changes, names& to) {
  for (name_change const& change : changes) {
    auto const at = to.find(change.name);
    if ((at == to.end() ? nullptr : at->second) != change.before) return;
  }
  for (name_change const& change : changes) {
    if (change.after == nullptr) {
      to.erase(change.name);
    } else {
      to[change.name] = change.after;
    }
  }
}

forgetful_vfs::disk forgetful_vfs::after(power_loss loss) const {
  names left = durable_names_;
  for (directory_write const& changes : directory_writes_) {
    if (loss.keeps()) apply(changes, left);
  }
  std::map<history, disk_image> contents;  // a file with two names is decided once
  disk found;
  for (auto const& [name, past] : left) {
    auto const at = contents.find(past);
    found[name] = at != contents.end() ? at->second : contents[past] = past->after(loss);
  }
  return found;
}

void forgetful_vfs::start_from(disk const& found) {
  live_ = std::make_unique<memory_vfs>();
  histories_.clear();
  durable_names_.clear();
  directory_writes_.clear();
  for (auto const& [name, image] : found) {
    auto const opened = live_->open(name, open_mode::create);
    opened->reserve(image.size);
    for (auto const& [number, content] : image.sectors) {
      std::uint64_t const at = number * sector_size;
      if (at >= image.size) continue;
      auto const length = std::min<std::uint64_t>(sector_size, image.size - at);
      opened->write(at, byte_view(content).first(static_cast<std::size_t>(length)));
    }
    auto past = std::make_shared<write_history>(image);
    histories_[opened->identity().inode] = past;
    durable_names_[name] = std::move(past);
  }
}

void forgetful_vfs::crash(survivors how, std::uint64_t seed) {
  std::lock_guard const hold(mutex_);
  disk const found = after(power_loss(how, seed));
  ++power_cycles_;
  start_from(found);
}

std::unique_ptr<forgetful_vfs> forgetful_vfs::crashed_copy(survivors how, std::uint64_t seed) {
  auto copy = std::make_unique<forgetful_vfs>();
  std::lock_guard const hold(mutex_);
  copy->start_from(after(power_loss(how, seed)));
  return copy;
}

std::uint64_t forgetful_vfs::undecided() {
  std::lock_guard const hold(mutex_);
  std::set<write_history const*> reachable;
  for (auto const& [name, past] : durable_names_) reachable.insert(past.get());
  for (directory_write const& changes : directory_writes_) {
    for (name_change const& change : changes) {
      if (change.after != nullptr) reachable.insert(change.after.get());
    }
  }
  std::uint64_t sum = directory_writes_.size();
  for (write_history const* past : reachable) sum += past->undecided();
  return sum;
}

void forgetful_vfs::fail_sync(std::uint64_t nth) {
  std::lock_guard const hold(mutex_);
  syncs_until_failure_ = nth;
}

}  // namespace helios::storage::testing
