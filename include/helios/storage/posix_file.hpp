// helios/storage/posix_file.hpp -- one open file of a POSIX system: lock, mapping, transfers.
//
// Holds     (P1) the descriptor names a regular file
//           (P2) a process that inherited the file through fork() can read it, nothing else
// Threads   any number at once; writes and reservations do not wait for each other, except where
//           the file system has no fallocate
// Errors    as storage/vfs.hpp; reasons from errno (storage/os_error.hpp)
// Cost      read and write: one system call when nothing interrupts; populate: about 3 us per 4 KiB
//           page
#pragma once

#include <helios/storage/posix_descriptor.hpp>
#include <helios/storage/process_mark.hpp>
#include <helios/storage/vfs.hpp>

#include <shared_mutex>

namespace helios::storage {

class posix_file final : public file {
 public:
  /// Opens or creates it. Anything but a regular file is refused (58030) without being opened.
  HELIOS_DECL posix_file(std::string path, open_mode mode);
  HELIOS_DECL ~posix_file() override;
  posix_file(posix_file const&) = delete;
  posix_file& operator=(posix_file const&) = delete;

  [[nodiscard]] HELIOS_DECL std::size_t read(std::uint64_t offset,
                                             std::span<std::byte> into) override;
  HELIOS_DECL void write(std::uint64_t offset, byte_view data) override;
  HELIOS_DECL void sync() override;
  HELIOS_DECL void sync_range(std::uint64_t offset, std::uint64_t length) override;
  HELIOS_DECL void reserve(std::uint64_t size) override;
  [[nodiscard]] HELIOS_DECL std::uint64_t size() override;
  [[nodiscard]] HELIOS_DECL file_identity identity() override;
  [[nodiscard]] HELIOS_DECL std::byte const* map(std::uint64_t capacity) override;
  HELIOS_DECL void populate(std::uint64_t offset, std::uint64_t length) override;
  [[nodiscard]] HELIOS_DECL bool try_lock() override;

 private:
  HELIOS_DECL void require_writable(char const* verb) const;
  HELIOS_DECL void grow_sparsely(std::uint64_t size);
  HELIOS_DECL void populate_by_reading(std::uint64_t offset, std::uint64_t length);

  std::string path_;
  open_mode mode_;
  posix_descriptor descriptor_;
  process_mark opener_;
  file_identity identity_;
  bool locked_ = false;
  std::byte const* view_ = nullptr;
  std::uint64_t capacity_ = 0;
  std::shared_mutex growing_;  // shared: writes; exclusive: an ftruncate, which could cut them off
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/posix_file.ipp>
#endif
