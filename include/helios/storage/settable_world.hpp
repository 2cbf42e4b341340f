// helios/storage/settable_world.hpp -- a clock that can be stopped, randomness that repeats.
//
// Until they are set, both come from the vfs that is asked in their place.
// Threads   any number at once
// Source    splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014
#pragma once

#include <helios/storage/vfs.hpp>

#include <cstring>
#include <mutex>
#include <optional>

namespace helios::storage {

/// The same seed gives the same numbers on every machine. Not for secrets.
class seeded_random {
 public:
  explicit seeded_random(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// 0 to n - 1; the bias of the remainder does not matter to tests.  Requires n != 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t n) noexcept { return next() % n; }

 private:
  std::uint64_t state_;
};

class settable_world {
 public:
  /// now() is exactly `at` until the clock is set again or runs again.
  void stop_clock(microseconds at) {
    std::lock_guard const hold(mutex_);
    clock_ = at;
  }
  void run_clock() {
    std::lock_guard const hold(mutex_);
    clock_.reset();
  }
  /// random() depends from here on only on the seed and on what was asked for since.
  void seed_random(std::uint64_t seed) {
    std::lock_guard const hold(mutex_);
    random_.emplace(seed);
  }

  [[nodiscard]] microseconds now(vfs& otherwise) {
    std::unique_lock hold(mutex_);
    if (clock_) return *clock_;
    hold.unlock();
    return otherwise.now();
  }

  void random(vfs& otherwise, std::span<std::byte> into) {
    std::unique_lock hold(mutex_);
    if (!random_) {
      hold.unlock();
      return otherwise.random(into);
    }
    while (!into.empty()) {
      std::uint64_t const word = random_->next();
      std::size_t const n = into.size() < sizeof word ? into.size() : sizeof word;
      std::memcpy(into.data(), &word, n);
      into = into.subspan(n);
    }
  }

 private:
  std::mutex mutex_;
  std::optional<microseconds> clock_;
  std::optional<seeded_random> random_;
};

}  // namespace helios::storage
