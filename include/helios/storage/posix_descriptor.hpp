// helios/storage/posix_descriptor.hpp -- an open descriptor, and what a name stands for.
//
// Holds     (P1) the number is above 2 and closes on exec
// Errors    58P01, 58030 and so on as storage/os_error.hpp; `verb` is what the caller was about to
//           do
#pragma once

#include <helios/storage/vfs.hpp>

#include <optional>
#include <string>

namespace helios::storage {

class posix_descriptor {
 public:
  /// open(2) with these O_ flags.
  HELIOS_DECL posix_descriptor(char const* verb, std::string const& path, int flags);
  HELIOS_DECL ~posix_descriptor();
  posix_descriptor(posix_descriptor const&) = delete;
  posix_descriptor& operator=(posix_descriptor const&) = delete;

  [[nodiscard]] int operator*() const noexcept { return number_; }

 private:
  int number_;
};

/// The regular file that a path names now; nullopt: nothing has this name.
/// 58030: it is a directory, a pipe, a socket or a device, which the message says.
[[nodiscard]] HELIOS_DECL std::optional<file_identity> regular_file(char const* verb,
                                                                    std::string const& path);
/// The same of what is already open.
[[nodiscard]] HELIOS_DECL file_identity regular_file(char const* verb, std::string const& path,
                                                     posix_descriptor const& opened);

/// The path for a system call. 58030: it contains a zero byte, so it would name another file.
[[nodiscard]] HELIOS_DECL char const* system_path(char const* verb, std::string const& path);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/posix_descriptor.ipp>
#endif
