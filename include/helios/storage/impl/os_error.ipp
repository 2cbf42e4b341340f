// helios/storage/impl/os_error.ipp -- errno as SQLSTATE and as a sentence.
#pragma once

#include <helios/storage/os_error.hpp>

#include <cerrno>
#include <cstring>
#include <string>

namespace helios::storage {

namespace detail {

// strerror() may share one buffer between threads; of strerror_r() there are two, told apart by
// what they return: the text (GNU) or a status with the text in the buffer (POSIX).
inline char const* reason_text(char const* text, char const*) noexcept { return text; }
inline char const* reason_text(int status, char const* buffer) noexcept {
  return status == 0 ? buffer : "unknown reason";
}

inline std::string reason_of(int os_error) {
  char buffer[128] = "";
  return reason_text(::strerror_r(os_error, buffer, sizeof buffer), buffer);
}

inline std::string could_not_text(std::string_view verb, std::string_view path) {
  std::string text = "could not ";
  text.append(verb).append(" \"").append(path).append("\"");
  return text;
}

}  // namespace detail

sqlstate_code sqlstate_of(int os_error) noexcept {
  switch (os_error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return errc::disk_full;
    case ENOENT: return errc::undefined_file;
    case ENOMEM: return errc::out_of_memory;
    default:  // errno is an open set
      return errc::io_error;
  }
}

error could_not(std::string_view verb, std::string_view path, int os_error) {
  return {sqlstate_of(os_error),
          detail::could_not_text(verb, path) + ": " + detail::reason_of(os_error)};
}

error could_not(std::string_view verb, std::string_view path, std::uint64_t offset, int os_error) {
  return {sqlstate_of(os_error), detail::could_not_text(verb, path) + " at offset " +
                                     std::to_string(offset) + ": " + detail::reason_of(os_error)};
}

error could_not(std::string_view verb, std::string_view path, std::string_view reason) {
  return {errc::io_error, detail::could_not_text(verb, path).append(": ").append(reason)};
}

}  // namespace helios::storage
