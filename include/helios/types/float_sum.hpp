// helios/types/float_sum.hpp -- sums of floating-point numbers: sum() and avg() of real and double.
//
// Shape     the addend that is number k goes to part k mod 4; the sum is that of the parts
// Laws      (F1) the sum depends on the addends and their order alone, not on how many of them came
//           at a time: a statement and a loop over leaves come to the same bits
//           (F2) it is finite if all addends are
// Errors    22003 where (F2) does not hold: where a part is beyond double, or the whole beyond what
//           it is to be
// Cost      four additions are under way at a time, each of which would wait for the one before:
//           add(span) 1 cycle each instead of 4
#pragma once

#include <helios/base/error.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace helios::types {

class float_sum {
 public:
  void add(double v) noexcept {
    double& part = parts_[static_cast<std::uint64_t>(count_++) % parts];
    part += v;
    if (!finite(part)) [[unlikely]]
      any_infinite_ |= !finite(v);
  }
  /// For who asks is_finite(): it does not look for infinite addends, so that fits() and sum() take
  /// them for what they are not.
  template <std::floating_point Float>
  void add(std::span<Float const> all) noexcept {
    std::size_t i = 0;
    auto const one = [&] {
      parts_[static_cast<std::uint64_t>(count_++) % parts] += static_cast<double>(all[i++]);
    };
    while (i != all.size() && count_ % parts != 0) one();
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
    while (i != all.size()) one();
  }
  /// The sum of both: partial sums of parallel pipelines.
  void merge(float_sum const& other) noexcept {
    for (std::size_t i = 0; i != parts; ++i) parts_[i] += other.parts_[i];
    any_infinite_ |= other.any_infinite_;
    count_ += other.count_;
  }

  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] bool is_finite() const noexcept { return finite(value()); }
  /// Whether there is a sum: (F2).
  [[nodiscard]] bool fits() const noexcept { return any_infinite_ || is_finite(); }
  template <std::floating_point Float = double>
  [[nodiscard]] Float sum() const {
    auto const whole = static_cast<Float>(value());
    if (!any_infinite_ && !finite(static_cast<double>(whole)))
      throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
    return whole;
  }
  /// Requires count() != 0.
  [[nodiscard]] double average() const { return sum() / static_cast<double>(count_); }

 private:
  static constexpr std::size_t parts = 4;

  [[nodiscard]] static constexpr bool finite(double v) noexcept { return v - v == 0; }
  /// Parts may leave double on the way to a whole that does not: a fourth of each has room.
  [[nodiscard]] double value() const noexcept {
    double const whole = total(1);
    return finite(whole) ? whole : 4 * total(0.25);
  }
  [[nodiscard]] double total(double of_each) const noexcept {
    return (parts_[0] * of_each + parts_[1] * of_each) +
           (parts_[2] * of_each + parts_[3] * of_each);
  }

  double parts_[parts] = {};
  std::int64_t count_ = 0;
  bool any_infinite_ = false;  // an addend, or NaN: looked for where a part is no number
};

}  // namespace helios::types
