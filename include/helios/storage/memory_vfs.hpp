// helios/storage/memory_vfs.hpp -- files in memory: what ":memory:" databases are made of.
//
// Holds     (V1) a removed or replaced file lives on until its last open ends
//           (V2) no two files of one vfs ever share an identity
// Threads   as storage/memory_image.hpp; names take a lock, open files do not
// Errors    as storage/vfs.hpp. There are no folders, but a name that ends in '/' or that begins
//           other files' names up to a '/' is refused as one.
// Cost      read and write: a memcpy; sync and sync_directory: nothing
#pragma once

#include <helios/storage/settable_world.hpp>
#include <helios/storage/vfs.hpp>

#include <map>

namespace helios::storage {

namespace detail {
struct memory_node;
}

class memory_vfs final : public vfs {
 public:
  /// `capacity`: the addresses that each file reserves, unless map() asks for more first.
  HELIOS_DECL explicit memory_vfs(std::uint64_t capacity = std::uint64_t{1} << 36);
  HELIOS_DECL ~memory_vfs() override;

  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  [[nodiscard]] HELIOS_DECL std::string resolve(std::string const& path) override;
  /// Whoever has the memory may do everything.
  void copy_permissions(std::string const&, std::string const&) override {}
  void sync_directory(std::string const&) override {}
  [[nodiscard]] HELIOS_DECL microseconds now() override;
  HELIOS_DECL void random(std::span<std::byte> into) override;

  /// Clock and randomness are the machine's until they are set here.
  [[nodiscard]] settable_world& world() noexcept { return world_; }

 private:
  using name_map = std::map<std::string, std::shared_ptr<detail::memory_node>>;
  [[nodiscard]] HELIOS_DECL name_map::iterator find(char const* verb, std::string const& path);

  std::uint64_t const capacity_;
  settable_world world_;
  std::mutex naming_;
  name_map names_;
  std::uint64_t last_inode_ = 0;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/memory_vfs.ipp>
#endif
