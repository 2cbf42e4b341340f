// helios/storage/testing/fault_plan.hpp -- which call fails, how, and what was called so far.
//
// The loop it is made for visits every call that a program makes and ends with the first clean run:
//
//   for (std::uint64_t n = 0;; ++n) {
//     memory_vfs memory;
//     fault_plan plan({.nth = n});
//     faulty_vfs vfs(memory, plan);
//     program(vfs);                       // fails at its n-th call, or later because of it
//     if (plan.fired() == 0) break;
//   }
//
// Threads   any number at once; then which thread makes the n-th call is up to them
#pragma once

#include <helios/base/assert.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>

namespace helios::storage::testing {

enum class operation : std::uint8_t {
  open,
  read,
  write,
  sync,
  reserve,
  map,
  populate,
  lock,
  identify,
  rename,
  remove,
  resolve,
  copy_permissions,
  sync_directory
};

struct fault {
  std::optional<operation> kind = {};  // none: calls of every kind
  std::uint64_t nth = 0;               // the first such call after arming is 0
  bool for_ever = false;               // and all such calls after it
  int os_error = EIO;                  // the errno it fails with; a map has none, it gives nullptr
  std::uint64_t prefix = 0;            // a write first writes at most this many bytes
};

class fault_plan {
 public:
  /// Only counts.
  fault_plan() = default;
  explicit fault_plan(fault planned) : planned_(planned) {}

  /// Counts towards `nth` and fired() begin anew.
  void arm(fault planned) {
    std::lock_guard const hold(mutex_);
    planned_ = planned;
    towards_ = 0;
    fired_ = 0;
  }
  void disarm() {
    std::lock_guard const hold(mutex_);
    planned_.reset();
  }
  /// Reads and writes are cut into pieces of at most `size` bytes, each a call that may fail.
  void limit_transfers(std::size_t size = std::numeric_limits<std::size_t>::max()) {
    HELIOS_EXPECTS(size != 0);
    std::lock_guard const hold(mutex_);
    piece_ = size;
  }

  [[nodiscard]] std::uint64_t calls(operation kind) const {
    std::lock_guard const hold(mutex_);
    return calls_[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] std::uint64_t calls() const {
    std::lock_guard const hold(mutex_);
    std::uint64_t sum = 0;
    for (auto const n : calls_) sum += n;
    return sum;
  }
  /// How many calls failed since the plan was armed.
  [[nodiscard]] std::uint64_t fired() const {
    std::lock_guard const hold(mutex_);
    return fired_;
  }

  /// For faulty_vfs: counts a call, and tells whether it fails.
  [[nodiscard]] std::optional<fault> strike(operation kind) {
    std::lock_guard const hold(mutex_);
    ++calls_[static_cast<std::size_t>(kind)];
    if (!planned_ || (planned_->kind && *planned_->kind != kind)) return std::nullopt;
    std::uint64_t const n = towards_++;
    if (n < planned_->nth || (n > planned_->nth && !planned_->for_ever)) return std::nullopt;
    ++fired_;
    return planned_;
  }
  [[nodiscard]] std::size_t piece() const {
    std::lock_guard const hold(mutex_);
    return piece_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<fault> planned_;
  std::uint64_t towards_ = 0;
  std::uint64_t fired_ = 0;
  std::size_t piece_ = std::numeric_limits<std::size_t>::max();
  std::array<std::uint64_t, 14> calls_{};
  static_assert(static_cast<std::size_t>(operation::sync_directory) + 1 == 14);
};

}  // namespace helios::storage::testing
