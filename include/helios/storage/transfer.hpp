// helios/storage/transfer.hpp -- one whole transfer out of system calls that may stop early.
//
// Requires  call(done) moves bytes from position `done` on and returns how many it moved, 0 when
//           there are no more, or -1 with the reason in errno (the convention of pread, pwrite and
//           getrandom)
// Source    POSIX.1-2017: a transfer may be short for any reason, and EINTR moved nothing
#pragma once

#include <cerrno>
#include <cstddef>

namespace helios::storage {

struct transferred {
  std::size_t bytes = 0;  // moved before the end or the failure
  int os_error = 0;       // 0: none
};

template <class Call>
[[nodiscard]] transferred transfer_all(std::size_t total, Call call) {
  std::size_t done = 0;
  while (done != total) {
    auto const moved = call(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved == 0) {
      break;
    } else if (errno != EINTR) {
      return {done, errno};
    }
  }
  return {done, 0};
}

}  // namespace helios::storage
