// What the disk gives a log: pwrite and fdatasync, one after the other, into room made before.
#pragma once

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace helios::bench {

class synced_writes {
 public:
  synced_writes(std::string const& path, std::uint64_t room, std::size_t bytes)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0644)), block_(bytes, 'x') {
    if (file_ < 0 || ::fallocate(file_, 0, 0, static_cast<off_t>(room)) != 0 || ::fsync(file_) != 0)
      throw std::runtime_error("cannot make " + path);
  }
  synced_writes(synced_writes const&) = delete;
  synced_writes& operator=(synced_writes const&) = delete;
  ~synced_writes() { ::close(file_); }

  /// Any thread.
  void write() {
    auto const at = end_.fetch_add(block_.size(), std::memory_order_relaxed);
    ssize_t const n = ::pwrite(file_, block_.data(), block_.size(), static_cast<off_t>(at));
    if (n != static_cast<ssize_t>(block_.size()) || ::fdatasync(file_) != 0)
      throw std::runtime_error("a synced write failed");
  }

 private:
  int file_;
  std::vector<char> block_;
  std::atomic<std::size_t> end_{0};
};

}  // namespace helios::bench
