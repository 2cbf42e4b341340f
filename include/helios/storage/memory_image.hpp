// helios/storage/memory_image.hpp -- the bytes of a file in memory: at one fixed address, growing.
//
// Shape     base                         usable                          capacity
//           | pages that hold the bytes  | reserved addresses, no access |
// Holds     (M1) size <= usable <= capacity, and none of them ever becomes smaller
//           (M2) bytes between what was written and `usable` are zero
//           (M3) base is set before usable leaves 0 and never changes
// Threads   reads and writes of disjoint ranges need no order between them; a reader that sees a
//           size sees the bytes of the write that made it. Only growth takes a lock.
// Errors    could_not (storage/os_error.hpp) with ENOMEM: the machine's memory or the capacity ends
// Cost      a memcpy and one atomic load; each growth one mprotect
#pragma once

#include <helios/base/bytes.hpp>

#include <atomic>
#include <mutex>
#include <string>

namespace helios::storage {

class memory_image {
 public:
  /// `path` is what errors name. Addresses are taken at the first write, reserve or map.
  HELIOS_DECL memory_image(std::string path, std::uint64_t capacity);
  HELIOS_DECL ~memory_image();
  memory_image(memory_image const&) = delete;
  memory_image& operator=(memory_image const&) = delete;

  [[nodiscard]] HELIOS_DECL std::size_t read(std::uint64_t offset,
                                             std::span<std::byte> into) const noexcept;
  HELIOS_DECL void write(std::uint64_t offset, byte_view data);
  HELIOS_DECL void reserve(std::uint64_t size);
  [[nodiscard]] std::uint64_t size() const noexcept {
    return size_.load(std::memory_order_acquire);
  }

  /// The fixed address; before any other use the capacity is raised to what is asked for.
  /// nullptr: that many addresses are not to be had.
  [[nodiscard]] HELIOS_DECL std::byte const* map(std::uint64_t capacity);

 private:
  HELIOS_DECL void make_usable(std::uint64_t end, char const* verb);
  HELIOS_DECL bool take_addresses(std::uint64_t at_least);
  HELIOS_DECL void grow_to(std::uint64_t end) noexcept;

  std::string const path_;
  std::uint64_t capacity_;
  std::byte* base_ = nullptr;
  std::atomic<std::uint64_t> usable_ = 0;
  std::atomic<std::uint64_t> size_ = 0;
  std::mutex growing_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/memory_image.ipp>
#endif
