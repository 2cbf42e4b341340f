// helios/storage/impl/posix_vfs.ipp -- names, clock and randomness of a POSIX system (Linux).
#pragma once

#include <helios/storage/posix_vfs.hpp>

#include <helios/storage/os_error.hpp>
#include <helios/storage/posix_descriptor.hpp>
#include <helios/storage/posix_file.hpp>
#include <helios/storage/transfer.hpp>

#include <cerrno>
#include <chrono>
#include <cstdlib>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace helios::storage {

std::unique_ptr<file> posix_vfs::open(std::string const& path, open_mode mode) {
  return std::make_unique<posix_file>(path, mode);
}

std::optional<file_identity> posix_vfs::identify(std::string const& path) {
  return regular_file("examine", path);
}

void posix_vfs::remove(std::string const& path) {
  if (::unlink(system_path("remove", path)) != 0) throw could_not("remove", path, errno);
}

void posix_vfs::rename(std::string const& from, std::string const& to) {
  char const* const old_name = system_path("rename", from);
  if (::rename(old_name, system_path("rename to", to)) != 0) {
    throw could_not("rename", from, errno).detail("The new name is \"" + to + "\".");
  }
}

std::string posix_vfs::resolve(std::string const& path) {
  std::unique_ptr<char, decltype(&std::free)> const found(
      ::realpath(system_path("resolve", path), nullptr), &std::free);
  if (!found) throw could_not("resolve", path, errno);
  return found.get();
}

void posix_vfs::copy_permissions(std::string const& from, std::string const& to) {
  struct ::stat wanted {};
  if (::stat(system_path("examine", from), &wanted) != 0) throw could_not("examine", from, errno);
  posix_descriptor const target("open", to, O_RDWR);
  struct ::stat given {};
  if (::fstat(*target, &given) != 0) throw could_not("examine", to, errno);
  bool const others = given.st_uid != wanted.st_uid || given.st_gid != wanted.st_gid;
  if (others && ::fchown(*target, wanted.st_uid, wanted.st_gid) != 0)
    throw could_not("set the owner of", to, errno);
  constexpr ::mode_t rights = 07777;
  if (::fchmod(*target, wanted.st_mode & rights) != 0)
    throw could_not("set the permissions of", to, errno);
}

void posix_vfs::sync_directory(std::string const& path) {
  auto const slash = path.rfind('/');
  std::string const folder =
      slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
  posix_descriptor const opened("open folder", folder, O_RDONLY | O_DIRECTORY);
  while (::fsync(*opened) != 0) {
    // This file system has no fsync for folders (some network ones): it keeps names durable by
    // itself or not at all, and nobody can ask it for more.
    if (errno == EINVAL) return;
    if (errno != EINTR) throw could_not("sync folder", folder, errno);
  }
}

microseconds posix_vfs::now() {
  auto const since = std::chrono::system_clock::now().time_since_epoch();
  return microseconds{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

void posix_vfs::random(std::span<std::byte> into) {
  auto const [bytes, os_error] = transfer_all(into.size(), [&](std::size_t done) {
    return ::getrandom(into.data() + done, into.size() - done, 0);
  });
  if (bytes != into.size()) throw could_not("read", "getrandom", os_error != 0 ? os_error : EIO);
}

posix_vfs& system_vfs() noexcept {
  static posix_vfs machine;  // global: it holds no state
  return machine;
}

}  // namespace helios::storage
