// helios/storage/impl/posix_descriptor.ipp -- open, stat and fstat of a POSIX system.
#pragma once

#include <helios/storage/posix_descriptor.hpp>

#include <helios/storage/os_error.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace helios::storage {

namespace detail {

// A host that closed its standard streams would print into the database: so never 0, 1 or 2.
inline int open_above_standard_streams(char const* path, int flags) noexcept {
  int number = -1;
  do {
    number = ::open(path, flags | O_CLOEXEC | O_NOCTTY, 0644);
  } while (number < 0 && errno == EINTR);
  if (number < 0 || number > STDERR_FILENO) return number;
  int const above = ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int const reason = errno;
  ::close(number);
  errno = reason;
  return above;
}

inline file_identity identity_of(char const* verb, std::string const& path,
                                 struct ::stat const& status) {
  if (S_ISREG(status.st_mode)) return {status.st_dev, status.st_ino};
  throw could_not(verb, path,
                  S_ISDIR(status.st_mode)    ? "it is a directory"
                  : S_ISFIFO(status.st_mode) ? "it is a pipe"
                  : S_ISSOCK(status.st_mode) ? "it is a socket"
                                             : "it is a device");
}

}  // namespace detail

posix_descriptor::posix_descriptor(char const* verb, std::string const& path, int flags)
    : number_(detail::open_above_standard_streams(system_path(verb, path), flags)) {
  if (number_ < 0) throw could_not(verb, path, errno);
}

posix_descriptor::~posix_descriptor() {
  // What close() may still report belongs to writes that no sync() covered: nothing was promised.
  ::close(number_);
}

std::optional<file_identity> regular_file(char const* verb, std::string const& path) {
  struct ::stat status {};
  if (::stat(system_path(verb, path), &status) == 0) return detail::identity_of(verb, path, status);
  if (errno == ENOENT) return std::nullopt;
  throw could_not(verb, path, errno);
}

file_identity regular_file(char const* verb, std::string const& path,
                           posix_descriptor const& opened) {
  struct ::stat status {};
  if (::fstat(*opened, &status) != 0) throw could_not(verb, path, errno);
  return detail::identity_of(verb, path, status);
}

char const* system_path(char const* verb, std::string const& path) {
  if (path.find('\0') == std::string::npos) return path.c_str();
  throw could_not(verb, path.c_str(), "the path contains a zero byte");
}

}  // namespace helios::storage
