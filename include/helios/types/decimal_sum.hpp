// helios/types/decimal_sum.hpp -- exact sums of decimals, however many: sum() and avg() of numeric.
//
// Shape     256-bit two's complement at the largest scale seen so far
// Errors    22003 when the exact sum leaves 255 bits: 10^20 addends of 38 digits at scales up to
//           18; only totals that no numeric could hold, or sums that mix 38-digit integers with
//           38-digit fractions
// Cost      add: about 2 ns while the scale stays
#pragma once

#include <helios/types/decimal.hpp>

namespace helios::types {

class decimal_sum {
 public:
  void add(decimal d) {
    if (d.scale() > scale_) raise(d.scale());
    uint256 addend{magnitude(d.mantissa()), 0};
    if (d.scale() < scale_) addend = multiply(addend.low, power_of_ten(scale_ - d.scale()));
    accumulate(d.negative() ? uint256{} - addend : addend);
    ++count_;
  }
  /// Takes a value back out: moving window frames.
  void subtract(decimal d) {
    add(-d);
    count_ -= 2;
  }
  /// The sum of both: partial sums of parallel pipelines.
  void merge(decimal_sum const& other) {
    decimal_sum o = other;
    if (o.scale_ > scale_) raise(o.scale_);
    if (o.scale_ < scale_) o.raise(scale_);
    accumulate(o.total_);
    count_ += o.count_;
  }

  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  /// Rounded only where a decimal has no room for all digits of the fraction.
  [[nodiscard]] decimal sum() const { return detail::fit(negative(total_), size(), scale_); }
  /// Requires count() != 0.
  [[nodiscard]] decimal average() const { return sum() / decimal(count_); }

 private:
  static bool negative(uint256 const& v) noexcept { return v.high >> 127 != 0; }
  uint256 size() const noexcept { return negative(total_) ? uint256{} - total_ : total_; }

  void accumulate(uint256 const& addend) {
    uint256 const sum = total_ + addend;
    if (negative(total_) == negative(addend) && negative(sum) != negative(total_))
      detail::throw_numeric_overflow();
    total_ = sum;
  }
  void raise(int scale) {
    auto const factor = power_of_ten(scale - scale_);
    bool const below = negative(total_);
    uint256 const before = size(), after = multiply(before, factor);
    if (negative(after) || divide(after, factor).quotient != before)
      detail::throw_numeric_overflow();
    total_ = below ? uint256{} - after : after;
    scale_ = scale;
  }

  uint256 total_;
  std::int64_t count_ = 0;
  int scale_ = 0;
};

}  // namespace helios::types
