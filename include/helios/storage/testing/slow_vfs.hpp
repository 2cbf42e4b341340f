// helios/storage/testing/slow_vfs.hpp -- a vfs whose syncs take as long as asked; it counts.
//
// Requires  the wrapped vfs and this one outlive their files
// Threads   any number at once; several syncs sleep at the same time, as on a disk with a queue
#pragma once

#include <helios/storage/testing/forwarding_vfs.hpp>

#include <atomic>
#include <chrono>

namespace helios::storage::testing {

class slow_vfs final : public forwarding_vfs {
 public:
  /// What has been asked for since the start; a failed call counts too.
  struct counts {
    std::atomic<std::uint64_t> syncs = 0;
    std::atomic<std::uint64_t> directory_syncs = 0;
    std::atomic<std::uint64_t> writes = 0;
    std::atomic<std::uint64_t> bytes_written = 0;
  };

  /// Every sync, of a file or a folder, lasts at least `delay`.
  explicit slow_vfs(vfs& inner, std::chrono::nanoseconds delay = {}) noexcept
      : forwarding_vfs(inner), delay_(delay.count()) {}

  /// Holds for the syncs that begin after it.
  void set_delay(std::chrono::nanoseconds delay) noexcept { delay_ = delay.count(); }
  [[nodiscard]] counts const& counted() const noexcept { return counts_; }

  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  HELIOS_DECL void sync_directory(std::string const& path) override;

 private:
  class slow_file;
  HELIOS_DECL void wait() const;

  std::atomic<std::chrono::nanoseconds::rep> delay_;
  counts counts_;
};

}  // namespace helios::storage::testing

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/testing/slow_vfs.ipp>
#endif
