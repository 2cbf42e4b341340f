// helios/storage/posix_vfs.hpp -- the machine: its files (Linux), clock and randomness.
//
// Threads   stateless
// Errors    as storage/vfs.hpp; reasons from errno (storage/os_error.hpp)
#pragma once

#include <helios/storage/vfs.hpp>

namespace helios::storage {

class posix_vfs final : public vfs {
 public:
  /// Directories, pipes, sockets and devices are refused by name (58030) and never opened.
  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  [[nodiscard]] HELIOS_DECL std::string resolve(std::string const& path) override;
  HELIOS_DECL void copy_permissions(std::string const& from, std::string const& to) override;
  HELIOS_DECL void sync_directory(std::string const& path) override;
  [[nodiscard]] HELIOS_DECL microseconds now() override;
  HELIOS_DECL void random(std::span<std::byte> into) override;
};

/// The one every database uses unless told otherwise.
[[nodiscard]] HELIOS_DECL posix_vfs& system_vfs() noexcept;

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/posix_vfs.ipp>
#endif
