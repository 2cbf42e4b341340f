// helios/base/arena.hpp -- memory that is given out in order and taken back all at once.
//
// Holds     (A1) every block lies on one chain; the blocks up to `current_` are in use, later ones
//           are spare
//           (A2) begin of the current block <= at_ <= end_
//           (A3) held_ bytes of blocks are counted by budget_, if there is one
// Threads   one at a time
// Errors    std::bad_alloc; what its budget throws
// Cost      a few instructions per allocation; blocks double from 1 KiB to 2 MiB, a large page
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/large_memory.hpp>
#include <helios/base/memory_budget.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace helios {

class arena {
  struct block {
    block* next;
    std::size_t size;  // of the bytes behind this header
    [[nodiscard]] std::byte* begin() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
  };

 public:
  explicit arena(memory_budget* of = nullptr) noexcept : budget_(of) {}
  arena(arena const&) = delete;
  arena& operator=(arena const&) = delete;
  arena(arena&& other) noexcept
      : first_(std::exchange(other.first_, nullptr)),
        current_(std::exchange(other.current_, nullptr)),
        at_(std::exchange(other.at_, nullptr)),
        end_(std::exchange(other.end_, nullptr)),
        held_(std::exchange(other.held_, 0)),
        budget_(other.budget_) {}
  arena& operator=(arena&& other) noexcept {
    arena taken(std::move(other));
    std::swap(first_, taken.first_);
    std::swap(current_, taken.current_);
    std::swap(at_, taken.at_);
    std::swap(end_, taken.end_);
    std::swap(held_, taken.held_);
    std::swap(budget_, taken.budget_);
    return *this;
  }
  ~arena() {
    if (budget_ != nullptr) budget_->give(held_);
    while (first_ != nullptr) free(std::exchange(first_, first_->next));
  }

  /// Another budget counts what this holds from now on; nullptr: none.
  void charge(memory_budget* to) {
    if (to == budget_) return;
    if (to != nullptr) to->take(held_);
    if (budget_ != nullptr) budget_->give(held_);
    budget_ = to;
  }

  /// Uninitialised bytes. Requires align to be a power of two, at most that of std::max_align_t.
  [[nodiscard]] void* allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    HELIOS_EXPECTS(align != 0 && (align & (align - 1)) == 0 && align <= alignof(std::max_align_t));
    auto const gap = static_cast<std::size_t>(-reinterpret_cast<std::uintptr_t>(at_)) & (align - 1);
    auto const left = static_cast<std::size_t>(end_ - at_);
    if (left < gap || left - gap < size) return allocate_elsewhere(size);
    std::byte* const result = at_ + gap;
    at_ = result + size;
    return result;
  }

  /// An object that nobody destroys.
  template <class T, class... Args>
  [[nodiscard]] T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    return ::new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// The bytes of a text, kept as long as the arena.
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* const to = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  /// Makes the newest allocation, which ends at `end`, longer by `more` bytes. false: something
  /// was allocated after it, or its block is full.
  [[nodiscard]] bool extend(void const* end, std::size_t more) noexcept {
    if (end != at_ || static_cast<std::size_t>(end_ - at_) < more) return false;
    at_ += more;
    return true;
  }

  class mark {
    friend class arena;
    block* current_ = nullptr;
    std::byte* at_ = nullptr;
  };
  [[nodiscard]] mark here() const noexcept {
    mark m;
    m.current_ = current_;
    m.at_ = at_;
    return m;
  }
  /// Takes back everything allocated since the mark; the memory is reused, not freed.
  void rewind(mark m) noexcept {
    current_ = m.current_;
    at_ = m.at_;
    end_ = current_ == nullptr ? nullptr : current_->begin() + current_->size;
  }
  void clear() noexcept { rewind({}); }

  [[nodiscard]] memory_budget* budget() const noexcept { return budget_; }
  /// Bytes held from the system.
  [[nodiscard]] std::size_t capacity() const noexcept { return held_; }

 private:
  static constexpr std::size_t smallest_block = 1024 - sizeof(block);
  static constexpr std::size_t largest_step = large_page - sizeof(block);

  // Blocks begin aligned for everything, so a fresh one needs no gap.
  void* allocate_elsewhere(std::size_t size) {
    block*& next = current_ == nullptr ? first_ : current_->next;
    if (next == nullptr || next->size < size) {
      std::size_t const wanted =
          current_ == nullptr ? smallest_block : std::min(2 * current_->size, largest_step);
      std::size_t const room = std::max(size, wanted);
      if (next != nullptr) drop(next);  // a spare one that is too small for what comes
      next = ::new (obtain(sizeof(block) + room)) block{next, room};
    } else if (budget_ != nullptr) {
      budget_->look();
    }
    current_ = next;
    at_ = current_->begin() + size;
    end_ = current_->begin() + current_->size;
    return current_->begin();
  }
  static_assert(sizeof(block) % alignof(std::max_align_t) == 0);
  void* obtain(std::size_t size) {
    if (budget_ != nullptr) budget_->take(size);
    try {
      void* const memory = allocate_memory(size);
      held_ += size;
      return memory;
    } catch (...) {
      if (budget_ != nullptr) budget_->give(size);
      throw;
    }
  }
  static void free(block* b) noexcept { free_memory(b, sizeof(block) + b->size); }
  void drop(block*& spare) noexcept {
    std::size_t const size = sizeof(block) + spare->size;
    free(std::exchange(spare, spare->next));
    held_ -= size;
    if (budget_ != nullptr) budget_->give(size);
  }

  block* first_ = nullptr;
  block* current_ = nullptr;
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t held_ = 0;
  memory_budget* budget_;
};

}  // namespace helios
