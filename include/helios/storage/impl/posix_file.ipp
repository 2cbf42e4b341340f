// helios/storage/impl/posix_file.ipp -- one open file of a POSIX system (Linux).
#pragma once

#include <helios/storage/posix_file.hpp>

#include <helios/base/assert.hpp>
#include <helios/storage/os_error.hpp>
#include <helios/storage/transfer.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace helios::storage {

namespace detail {

inline constexpr auto last_offset = static_cast<std::uint64_t>(std::numeric_limits<::off_t>::max());

// MADV_POPULATE_READ, which C libraries older than Linux 5.14 do not name.
inline constexpr int populate_read = 22;

[[nodiscard]] inline std::uint64_t memory_page() noexcept {
  static auto const size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

inline posix_descriptor open_file(std::string const& path, open_mode mode) {
  if (mode == open_mode::create) return {"create", path, O_RDWR | O_CREAT | O_EXCL};
  // Looked at before it is opened, since opening a device can have effects; O_NONBLOCK in case it
  // becomes a pipe in between, which the look at the open descriptor then finds.
  static_cast<void>(regular_file("open", path));
  return {"open", path, (mode == open_mode::read_only ? O_RDONLY : O_RDWR) | O_NONBLOCK};
}

}  // namespace detail

posix_file::posix_file(std::string path, open_mode mode)
    : path_(std::move(path)),
      mode_(mode),
      descriptor_(detail::open_file(path_, mode)),
      identity_(regular_file("open", path_, descriptor_)) {}

posix_file::~posix_file() {
  if (view_ != nullptr) {
    ::munmap(const_cast<std::byte*>(view_), static_cast<std::size_t>(capacity_));
  }
  // A child made by fork() shares the lock and would keep it alive after this close; and when the
  // child closes, the lock must stay.
  if (locked_ && opener_.ours()) {
    struct ::flock whole {};
    whole.l_type = F_UNLCK;
    whole.l_whence = SEEK_SET;
    ::fcntl(*descriptor_, F_OFD_SETLK, &whole);
  }
}

void posix_file::require_writable(char const* verb) const {
  if (mode_ == open_mode::read_only) throw could_not(verb, path_, "it was opened read-only");
  if (!opener_.ours()) {
    throw could_not(verb, path_, "it was opened by the process this one was forked from")
        .hint("Open the file anew after fork().");
  }
}

std::size_t posix_file::read(std::uint64_t offset, std::span<std::byte> into) {
  if (offset > detail::last_offset) return 0;
  auto const room = std::min<std::uint64_t>(into.size(), detail::last_offset - offset);
  auto const [bytes, os_error] =
      transfer_all(static_cast<std::size_t>(room), [&](std::size_t done) {
        return ::pread(*descriptor_, into.data() + done, room - done,
                       static_cast<::off_t>(offset + done));
      });
  if (os_error != 0) throw could_not("read", path_, offset + bytes, os_error);
  return bytes;
}

void posix_file::write(std::uint64_t offset, byte_view data) {
  require_writable("write");
  if (offset > detail::last_offset || data.size() > detail::last_offset - offset) {
    throw could_not("write", path_, offset, EFBIG);
  }
  std::shared_lock const no_truncation(growing_);
  auto const [bytes, os_error] = transfer_all(data.size(), [&](std::size_t done) {
    return ::pwrite(*descriptor_, data.data() + done, data.size() - done,
                    static_cast<::off_t>(offset + done));
  });
  if (bytes == data.size()) return;
  // A system that takes nothing and gives no reason would be asked for ever.
  throw could_not("write", path_, offset + bytes, os_error != 0 ? os_error : EIO);
}

void posix_file::sync() {
  require_writable("sync");
  // Only an interrupted call may be repeated: after any other failure the kernel has marked the
  // pages clean, and the next call would report a success that never happened.
  while (::fdatasync(*descriptor_) != 0) {
    if (errno != EINTR) throw could_not("sync", path_, errno);
  }
}

void posix_file::sync_range(std::uint64_t offset, std::uint64_t length) {
  if (view_ == nullptr || offset > capacity_ || length > capacity_ - offset) return sync();
  require_writable("sync");
  // Linux has one call that waits for a part of a file only: what write() put there lies in the
  // very pages of the mapping, and MS_SYNC is fdatasync() for them.
  std::uint64_t const begin = offset / detail::memory_page() * detail::memory_page();
  auto* const at = const_cast<std::byte*>(view_ + begin);
  while (::msync(at, static_cast<std::size_t>(offset + length - begin), MS_SYNC) != 0) {
    if (errno != EINTR) throw could_not("sync", path_, offset, errno);
  }
}

void posix_file::reserve(std::uint64_t size) {
  require_writable("reserve space in");
  if (size == 0) return;
  if (size > detail::last_offset) throw could_not("reserve space in", path_, EFBIG);
  // posix_fallocate() would emulate what is missing by writing into the file.
  while (::fallocate(*descriptor_, 0, 0, static_cast<::off_t>(size)) != 0) {
    if (errno == EINTR) continue;
    if (errno == EOPNOTSUPP || errno == ENOSYS) return grow_sparsely(size);
    throw could_not("reserve space in", path_, errno);
  }
}

void posix_file::grow_sparsely(std::uint64_t wanted) {
  std::unique_lock const no_writes(growing_);
  if (size() >= wanted) return;
  while (::ftruncate(*descriptor_, static_cast<::off_t>(wanted)) != 0) {
    if (errno != EINTR) throw could_not("reserve space in", path_, errno);
  }
}

std::uint64_t posix_file::size() {
  auto const end = ::lseek(*descriptor_, 0, SEEK_END);  // the position it moves is used by nobody
  if (end < 0) throw could_not("examine", path_, errno);
  return static_cast<std::uint64_t>(end);
}

file_identity posix_file::identity() { return identity_; }

std::byte const* posix_file::map(std::uint64_t capacity) {
  HELIOS_EXPECTS(view_ == nullptr && capacity != 0);
  if (capacity > std::numeric_limits<std::size_t>::max()) return nullptr;
  // The whole capacity at once: pages past the end become readable when the file grows.
  void* const at = ::mmap(nullptr, static_cast<std::size_t>(capacity), PROT_READ,
                          MAP_SHARED | MAP_NORESERVE, *descriptor_, 0);
  // Whatever the reason (address space, a limit, a file system without mappings), read() still
  // works.
  if (at == MAP_FAILED) return nullptr;
  // A wish only: a core dump should not hold a second copy of the database.
  ::madvise(at, static_cast<std::size_t>(capacity), MADV_DONTDUMP);
  capacity_ = capacity;
  return view_ = static_cast<std::byte const*>(at);
}

void posix_file::populate(std::uint64_t offset, std::uint64_t length) {
  HELIOS_EXPECTS(view_ != nullptr);
  if (length == 0) return;
  if (offset > capacity_ || length > capacity_ - offset) {
    throw could_not("read", path_, "the range lies outside of the mapping");
  }
  std::uint64_t const begin = offset / detail::memory_page() * detail::memory_page();
  auto* const at = const_cast<std::byte*>(view_ + begin);
  while (::madvise(at, static_cast<std::size_t>(offset + length - begin), detail::populate_read) !=
         0) {
    switch (errno) {
      case EINTR:
      case EAGAIN: continue;
      case EINVAL: return populate_by_reading(offset, length);
      case EFAULT:  // where a plain access would be a SIGBUS: past the end, or the disk failed
        throw could_not("read", path_, offset, EIO);
      default:  // errno is an open set
        throw could_not("read", path_, offset, errno);
    }
  }
}

// Brings the pages into the page cache, where the mapping finds them: a failing disk is met by
// pread(), which has a way to say so.
void posix_file::populate_by_reading(std::uint64_t offset, std::uint64_t length) {
  if (offset + length > align_up(size(), detail::memory_page()))
    throw could_not("read", path_, offset, EIO);
  bytes scratch(static_cast<std::size_t>(std::min<std::uint64_t>(length, 1 << 18)));
  for (std::uint64_t done = 0; done < length; done += scratch.size()) {
    auto const part = std::min<std::uint64_t>(length - done, scratch.size());
    static_cast<void>(
        read(offset + done, std::span(scratch).first(static_cast<std::size_t>(part))));
  }
}

bool posix_file::try_lock() {
  require_writable("lock");
  // Owned by this open file, not by the process: a second open() here is refused as well, and
  // closing some other descriptor of the file does not drop the lock.
  struct ::flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(*descriptor_, F_OFD_SETLK, &whole) != 0) {
    if (errno == EAGAIN || errno == EACCES) return false;
    if (errno != EINTR) throw could_not("lock", path_, errno);
  }
  return locked_ = true;
}

}  // namespace helios::storage
