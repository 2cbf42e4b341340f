// helios/storage/testing/forgetful_vfs.hpp -- files that a power loss takes unsynced bytes from.
//
// Holds     (G1) contents survive as storage/testing/write_history.hpp says
//           (G2) a creation, removal or renaming survives surely only after sync_directory of its
//           folder; before that it may be lost, but not without the later ones of the same name
//           (G3) a renaming within a folder is one change; between folders it is two, of which a
//           power loss may leave one: then the file has two names (and two copies), or none
//           (G4) after crash() every file opened before it answers 58030 (power lost) to
//           everything; its mapping stays readable
// Requires  the vfs outlives its files
// Threads   any number at once; writes and syncs take one lock
// Cost      a write copies its sectors once more; a crash copies the whole disk
#pragma once

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/write_history.hpp>

#include <atomic>
#include <map>
#include <vector>

namespace helios::storage::testing {

class forgetful_vfs final : public vfs {
 public:
  HELIOS_DECL forgetful_vfs();
  HELIOS_DECL ~forgetful_vfs() override;

  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  [[nodiscard]] HELIOS_DECL std::string resolve(std::string const& path) override;
  /// Power losses do not change them.
  HELIOS_DECL void copy_permissions(std::string const& from, std::string const& to) override;
  HELIOS_DECL void sync_directory(std::string const& path) override;
  [[nodiscard]] HELIOS_DECL microseconds now() override;
  HELIOS_DECL void random(std::span<std::byte> into) override;

  /// The power fails and comes back: new opens see what survived, all of it durable.
  HELIOS_DECL void crash(survivors how, std::uint64_t seed = 0);
  /// The disk as crash() would leave it, while this one runs on: to try every state of one trace.
  [[nodiscard]] HELIOS_DECL std::unique_ptr<forgetful_vfs> crashed_copy(survivors how,
                                                                        std::uint64_t seed = 0);
  /// Decisions that a crash now would take: `subset` seeds below 2^undecided() are all the states.
  [[nodiscard]] HELIOS_DECL std::uint64_t undecided();

  /// The n-th file sync from now fails with 58030, and what it covered is as (W2) says.
  HELIOS_DECL void fail_sync(std::uint64_t nth = 0);

  /// Clock and randomness are the machine's until they are set here; they survive a crash.
  [[nodiscard]] settable_world& world() noexcept { return world_; }

 private:
  using history = std::shared_ptr<write_history>;  // of one file, whatever its names
  struct name_change {
    std::string name;
    history before, after;  // nullptr: nothing has the name
  };
  using directory_write = std::vector<name_change>;  // in one folder, all or nothing
  using names = std::map<std::string, history>;
  using disk = std::map<std::string, disk_image>;
  class forgetful_file;

  [[nodiscard]] HELIOS_DECL history history_of(std::string const& path);
  [[nodiscard]] HELIOS_DECL disk after(power_loss loss) const;
  HELIOS_DECL void start_from(disk const& found);
  HELIOS_DECL static void apply(directory_write const& changes, names& to);

  settable_world world_;
  std::mutex mutex_;  // everything below
  std::unique_ptr<memory_vfs> live_;
  std::map<std::uint64_t, history> histories_;  // by inode in live_
  names durable_names_;
  std::vector<directory_write> directory_writes_;
  std::optional<std::uint64_t> syncs_until_failure_;
  std::atomic<std::uint64_t> power_cycles_ = 0;
};

}  // namespace helios::storage::testing

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/testing/forgetful_vfs.ipp>
#endif
