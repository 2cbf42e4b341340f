// helios/base/memory_budget.hpp -- how much memory a piece of work may hold, and who counts it.
//
// Shape     memory_budget      what is held now, and the most that may be
//           budget_vector<T>   a vector that takes its memory from a budget
//           arena              another holder (base/arena.hpp)
//           A holder without a budget counts nothing.
// Holds     (M1) used() is the sum of what its holders hold, a vector that grows holding both its
//           old and its new memory meanwhile; it never exceeds limit()
// Threads   one at a time
// Errors    what refuse() and look() throw; the holder is then what it was
// Cost      per block or growth of a holder, never per element
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/large_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

namespace helios {

class memory_budget {
 public:
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  memory_budget() = default;
  memory_budget(memory_budget const&) = delete;
  memory_budget& operator=(memory_budget const&) = delete;

  /// Called before memory is asked for; throws what look() and refuse() do.
  void take(std::size_t size) {
    look();
    if (size > limit_ - used_) refuse(size);
    used_ += size;
  }
  void give(std::size_t size) noexcept {
    HELIOS_EXPECTS(size <= used_);
    used_ -= size;
  }
  [[nodiscard]] std::size_t used() const noexcept { return used_; }
  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }
  /// What is held already stays, even if it is more.
  void set_limit(std::size_t size) noexcept { limit_ = std::max(size, used_); }
  /// Throws when the work is to stop: asked for at every block, also one that is used again.
  virtual void look() const = 0;

 protected:
  ~memory_budget() = default;
  [[noreturn]] virtual void refuse(std::size_t size) const = 0;

 private:
  std::size_t used_ = 0;
  std::size_t limit_ = unlimited;
};

/// Memory from the system, counted. Containers that move or swap take their budget along.
template <class T>
class budget_allocator {
 public:
  using value_type = T;
  using is_always_equal = std::false_type;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  budget_allocator(memory_budget* of = nullptr) noexcept : budget_(of) {}  // NOLINT
  template <class U>
  budget_allocator(budget_allocator<U> const& other) noexcept
      : budget_(other.budget()) {}  // NOLINT

  [[nodiscard]] T* allocate(std::size_t n) {
    if (budget_ != nullptr) budget_->take(n * sizeof(T));
    try {
      return large_allocator<T>().allocate(n);
    } catch (...) {
      if (budget_ != nullptr) budget_->give(n * sizeof(T));
      throw;
    }
  }
  void deallocate(T* at, std::size_t n) noexcept {
    large_allocator<T>().deallocate(at, n);
    if (budget_ != nullptr) budget_->give(n * sizeof(T));
  }
  [[nodiscard]] memory_budget* budget() const noexcept { return budget_; }

  template <class U>
  friend bool operator==(budget_allocator const& a, budget_allocator<U> const& b) noexcept {
    return a.budget() == b.budget();
  }

 private:
  memory_budget* budget_;
};

template <class T>
using budget_vector = std::vector<T, budget_allocator<T>>;

}  // namespace helios
