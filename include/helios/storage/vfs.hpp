// helios/storage/vfs.hpp -- everything helios asks of the world: files, locks, the clock,
// randomness.
//
// Shape     offsets and sizes in bytes; times in microseconds since 1970-01-01 UTC
// Models    posix_vfs (the machine), memory_vfs (no disk), and for tests faulty_vfs (fails the n-th
//           call), forgetful_vfs (loses what was not synced), slow_vfs (a sync takes as long as
//           asked)
// Threads   a vfs and a file may be used by any number of threads at once
// Errors    58030 (io_error) with the path and the system's reason; 53100 (disk_full) when space is
//           missing; 58P01 (undefined_file) when a file to be opened is not there
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace helios::storage {

/// Names one file whatever its path: a renamed file keeps it, a replaced one does not.
struct file_identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(file_identity const&, file_identity const&) = default;
};

/// One open file. Closing (destruction) releases its lock and unmaps it.
/// Opened read_only: write, the syncs, reserve and try_lock throw 58030.
/// Requires its vfs to outlive it.
class file {
 public:
  virtual ~file() = default;

  /// Reads up to into.size() bytes; fewer only where the file ends.
  [[nodiscard]] virtual std::size_t read(std::uint64_t offset, std::span<std::byte> into) = 0;
  /// Writes all of it or throws; after a throw any part of it may have been written.
  virtual void write(std::uint64_t offset, byte_view data) = 0;
  /// Returns when everything written before the call is durable (fdatasync).
  /// After a failure nothing written since the last success may be believed.
  virtual void sync() = 0;
  /// The same for what was written to [offset, offset + length): the rest may stay where it is.
  virtual void sync_range(std::uint64_t offset, std::uint64_t length) = 0;
  /// Makes room so that later writes below `size` do not run out of space where the system can
  /// promise that; grows the file to at least `size`, new bytes read as zero. Never shrinks.
  virtual void reserve(std::uint64_t size) = 0;
  [[nodiscard]] virtual std::uint64_t size() = 0;
  [[nodiscard]] virtual file_identity identity() = 0;

  /// A read-only view of the file at one fixed address, at least `capacity` bytes long, growing
  /// with the file: bytes written through write() appear in it, earlier addresses stay valid.
  /// nullptr: not to be had here (use read()); only then it may be asked for again, with a smaller
  /// capacity. Requires page-aligned capacity.
  [[nodiscard]] virtual std::byte const* map(std::uint64_t capacity) = 0;
  /// Makes [offset, offset + length) of the mapping readable without a signal, or throws 58030: the
  /// disk failed, or the range ends past the page of the file's last byte.  Requires a mapping.
  virtual void populate(std::uint64_t offset, std::uint64_t length) = 0;

  /// The writer's lock: exclusive between processes and between opens of one process, released by
  /// closing and by the death of the process. false: somebody else holds it; the holder gets true.
  [[nodiscard]] virtual bool try_lock() = 0;
};

enum class open_mode : std::uint8_t {
  read_only,
  read_write,
  create
};  // create: 58030 if it exists

class vfs {
 public:
  virtual ~vfs() = default;

  [[nodiscard]] virtual std::unique_ptr<file> open(std::string const& path, open_mode mode) = 0;
  /// The file a path names now; nullopt: none. Throws 58030 if the path names something that is no
  /// file.
  [[nodiscard]] virtual std::optional<file_identity> identify(std::string const& path) = 0;
  virtual void remove(std::string const& path) = 0;
  /// Atomically gives `from` the name `to`, replacing what had it.
  virtual void rename(std::string const& from, std::string const& to) = 0;
  /// The path with what symbolic links in it stand for: a rename there replaces the file itself.
  /// 58P01: nothing is there.
  [[nodiscard]] virtual std::string resolve(std::string const& path) = 0;
  /// Gives the file `to` the owner, the group and the access rights of `from`.
  virtual void copy_permissions(std::string const& from, std::string const& to) = 0;
  /// Returns when creations, removals and renames in the folder of `path` are durable.
  virtual void sync_directory(std::string const& path) = 0;

  [[nodiscard]] virtual microseconds now() = 0;
  virtual void random(std::span<std::byte> into) = 0;
};

}  // namespace helios::storage
