// helios/types/float_sum.hpp -- sums of floating-point numbers: sum() and avg() of real and double.
//
// Shape     the addend that is number k goes to part k mod 4; the sum is that of the parts
// Laws      (F1) the sum depends on the addends and their order alone, not on how many of them came
//           at a time: a statement and a loop over leaves come to the same bits
// Cost      four additions are under way at a time, each of which would wait for the one before:
//           add(span) 1 cycle each instead of 4
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace helios::types {

class float_sum {
 public:
  void add(double v) noexcept { parts_[static_cast<std::uint64_t>(count_++) % parts] += v; }
  template <std::floating_point Float>
  void add(std::span<Float const> all) noexcept {
    std::size_t i = 0;
    for (; i != all.size() && count_ % parts != 0; ++i) add(static_cast<double>(all[i]));
    double a = parts_[0], b = parts_[1], c = parts_[2], d = parts_[3];
    std::size_t const first = i;
    for (; all.size() - i >= parts; i += parts) {
      a += static_cast<double>(all[i]);
      b += static_cast<double>(all[i + 1]);
      c += static_cast<double>(all[i + 2]);
      d += static_cast<double>(all[i + 3]);
    }
    parts_[0] = a, parts_[1] = b, parts_[2] = c, parts_[3] = d;
    count_ += static_cast<std::int64_t>(i - first);
    for (; i != all.size(); ++i) add(static_cast<double>(all[i]));
  }
  /// The sum of both: partial sums of parallel pipelines.
  void merge(float_sum const& other) noexcept {
    for (std::size_t i = 0; i != parts; ++i) parts_[i] += other.parts_[i];
    count_ += other.count_;
  }

  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] double sum() const noexcept {
    return (parts_[0] + parts_[1]) + (parts_[2] + parts_[3]);
  }
  /// Requires count() != 0.
  [[nodiscard]] double average() const noexcept { return sum() / static_cast<double>(count_); }

 private:
  static constexpr std::size_t parts = 4;
  double parts_[parts] = {};
  std::int64_t count_ = 0;
};

}  // namespace helios::types
