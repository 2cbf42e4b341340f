// helios/exec/integer_table.hpp -- 64-bit integers numbered in the order they first came: what
// key_table is to byte strings.
//
// Shape     direct   the number of key k at numbers[k - base], while the keys lie so close together
//                    that this takes no more memory than hashing them would
//           hashed   open addressing, linear probing, a power of two of slots, at most half full,
//                    Fibonacci hashing
//           Surrogate keys, dates and small codes stay direct; a table that grows dense returns to
//           it. Distances are taken modulo 2^64, so no key is special.
// Holds     (I1) entry i's key was the i-th new one, NULL counting as one; none is ever removed
//           (I2) not hashed: at most direct_limit(size + 1) numbers
// Cost      find or insert: direct a subtraction and a load; hashed a multiplication and about one
//           cache miss, which prefetch() hides
#pragma once

#include <helios/exec/key_table.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace helios::exec {

class integer_table {
 public:
  static constexpr std::uint32_t none = key_table::none;
  using entry = key_table::entry;

  explicit integer_table(memory_budget* of = nullptr) noexcept : numbers_(of), slots_(of) {}

  entry find_or_insert(std::int64_t key) {
    if (direct()) {
      if (distance(base_, key) < numbers_.size() || reach(key)) {
        std::uint32_t& number = numbers_[distance(base_, key)];
        bool const fresh = number == none;
        if (fresh) number = size_++;
        return {number, fresh};
      }
      hash_all();
    }
    slot& s = probe(key);
    if (s.number != none) return {s.number, false};
    if (2 * (size_ + std::size_t{1}) > slots_.size()) {
      grow(key);
      return find_or_insert(key);  // now there is room
    }
    s = {key, size_};
    return {size_++, true};
  }
  entry find_or_insert_null() noexcept {
    bool const fresh = null_ == none;
    if (fresh) null_ = size_++;
    return {null_, fresh};
  }
  /// `none` if it is not there.
  [[nodiscard]] std::uint32_t find(std::int64_t key) const noexcept {
    if (!direct()) return const_cast<integer_table*>(this)->probe(key).number;
    std::uint64_t const at = distance(base_, key);
    return at < numbers_.size() ? numbers_[at] : none;
  }
  [[nodiscard]] std::uint32_t find_null() const noexcept { return null_; }
  /// Brings nearer what a find of the key will read.  Requires !direct().
  void prefetch(std::int64_t key) const noexcept { __builtin_prefetch(&slots_[slot_of(key)]); }
  /// Hashed, and more than a core's own cache holds: prefetching pays.
  [[nodiscard]] bool scattered() const noexcept {
    return slots_.size() * sizeof(slot) > std::size_t{256} << 10;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool direct() const noexcept { return slots_.empty(); }
  void clear() noexcept {
    numbers_.clear();
    slots_.clear();
    size_ = 0;
    null_ = none;
  }

 private:
  struct slot {
    std::int64_t key = 0;
    std::uint32_t number = none;
  };
  static constexpr std::size_t fewest_slots = 16;

  [[nodiscard]] static std::size_t slots_for(std::size_t keys) noexcept {
    return std::max(fewest_slots, std::bit_ceil(2 * keys));
  }
  [[nodiscard]] static std::size_t direct_limit(std::size_t keys) noexcept {
    return slots_for(keys) * sizeof(slot) / sizeof(std::uint32_t);
  }
  [[nodiscard]] static std::uint64_t distance(std::int64_t from, std::int64_t to) noexcept {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  }
  [[nodiscard]] static std::int64_t moved(std::int64_t key, std::uint64_t by) noexcept {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(key) + by);
  }

  /// Makes the direct numbers reach the key, by the nearer of their ends; false: too far.
  [[nodiscard]] bool reach(std::int64_t key) {
    if (numbers_.empty()) base_ = key;
    std::int64_t const end = moved(base_, numbers_.size());
    std::uint64_t const above = distance(end, key), below = distance(key, base_) - 1;
    bool const upwards = numbers_.empty() || above <= below;
    std::uint64_t const needed = numbers_.size() + (upwards ? above : below) + 1;
    std::size_t const limit = direct_limit(size_ + std::size_t{1});
    if (needed > limit) return false;
    std::size_t const wanted =
        std::min(limit, std::max<std::size_t>({needed, 2 * numbers_.size(), fewest_slots}));
    std::size_t const added = wanted - numbers_.size();
    numbers_.insert(upwards ? numbers_.end() : numbers_.begin(), added, none);
    if (!upwards) base_ = moved(base_, std::uint64_t{0} - added);
    return true;
  }

  [[nodiscard]] std::size_t slot_of(std::int64_t key) const noexcept {
    std::uint64_t const mixed = static_cast<std::uint64_t>(key) * 0x9e37'79b9'7f4a'7c15;
    return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(slots_.size())));
  }
  /// The key's slot, or the empty one where it belongs.
  [[nodiscard]] slot& probe(std::int64_t key) noexcept {
    std::size_t const mask = slots_.size() - 1;
    for (std::size_t at = slot_of(key);; at = (at + 1) & mask) {
      slot& s = slots_[at];
      if (s.number == none || s.key == key) return s;
    }
  }
  /// From direct to hashed, with room for one more.
  void hash_all() {
    slots_.assign(slots_for(size_ + std::size_t{1}), {});
    for (std::size_t i = 0; i != numbers_.size(); ++i) {
      if (numbers_[i] == none) continue;
      std::int64_t const key = moved(base_, i);
      probe(key) = {key, numbers_[i]};
    }
    budget_vector<std::uint32_t>(numbers_.get_allocator()).swap(numbers_);
  }
  /// Twice the slots, or none if all keys, the next one too, lie close together by now.
  void grow(std::int64_t next) {
    budget_vector<slot> const before =
        std::exchange(slots_, budget_vector<slot>(slots_.get_allocator()));
    std::int64_t least = next, greatest = next;
    for (slot const& s : before) {
      if (s.number == none) continue;
      least = std::min(least, s.key);
      greatest = std::max(greatest, s.key);
    }
    std::size_t const limit = direct_limit(size_ + std::size_t{1});
    if (std::uint64_t const last = distance(least, greatest); last < limit) {
      base_ = least;
      numbers_.assign(last + 1, none);
      for (slot const& s : before)
        if (s.number != none) numbers_[distance(base_, s.key)] = s.number;
      return;
    }
    slots_.assign(2 * before.size(), {});
    for (slot const& s : before)
      if (s.number != none) probe(s.key) = s;
  }

  budget_vector<std::uint32_t> numbers_;  // none: no such key
  std::int64_t base_ = 0;                 // the key of numbers_[0]
  budget_vector<slot> slots_;             // empty: direct
  std::uint32_t size_ = 0;
  std::uint32_t null_ = none;
};

}  // namespace helios::exec
