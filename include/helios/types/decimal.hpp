// helios/types/decimal.hpp -- numeric: exact decimal numbers of up to 38 digits.
//
// Shape     value = mantissa / 10^scale, |mantissa| < 10^38, 0 <= scale <= 38. The scale is what is
//           shown ("display scale" in PostgreSQL): 1.0 and 1.00 are equal and print differently.
// Errors    22003 the integer part needs more than 38 digits, or numeric(p,s) is overflown
//           22012 division by zero
//           A fraction that does not fit beside the integer part is rounded, half away from zero:
//           the one place where helios keeps fewer digits than PostgreSQL, which has room for more.
// Source    PostgreSQL 15's rules for the scale of a result. There is no NaN and no infinity.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/wide.hpp>

#include <compare>

namespace helios::types {

class decimal {
 public:
  static constexpr int max_digits = 38;

  constexpr decimal() noexcept = default;
  /// mantissa / 10^scale.  Requires |mantissa| < 10^38 and 0 <= scale <= 38.
  constexpr decimal(int128 mantissa, int scale) noexcept
      : mantissa_(mantissa), scale_(static_cast<std::uint8_t>(scale)) {
    HELIOS_EXPECTS(scale >= 0 && scale <= max_digits &&
                   magnitude(mantissa) < power_of_ten(max_digits));
  }
  explicit constexpr decimal(std::int64_t v) noexcept : mantissa_(v) {}

  [[nodiscard]] constexpr int128 mantissa() const noexcept { return mantissa_; }
  [[nodiscard]] constexpr int scale() const noexcept { return scale_; }
  [[nodiscard]] constexpr bool negative() const noexcept { return mantissa_ < 0; }
  [[nodiscard]] constexpr bool zero() const noexcept { return mantissa_ == 0; }

  /// By value, whatever the scales.
  friend constexpr std::weak_ordering operator<=>(decimal a, decimal b) noexcept {
    if (a.scale_ == b.scale_) return order(a.mantissa_, b.mantissa_);
    if (a.scale_ > b.scale_) return 0 <=> (b <=> a);
    int128 raised = 0;  // past 127 bits a is beyond any b
    auto const factor = static_cast<int128>(power_of_ten(b.scale_ - a.scale_));
    return __builtin_mul_overflow(a.mantissa_, factor, &raised) ? order(a.mantissa_, 0)
                                                                : order(raised, b.mantissa_);
  }
  friend constexpr bool operator==(decimal a, decimal b) noexcept { return (a <=> b) == 0; }

  friend constexpr decimal operator-(decimal a) noexcept { return {-a.mantissa_, a.scale_}; }
  HELIOS_DECL friend decimal operator+(decimal a, decimal b);
  HELIOS_DECL friend decimal operator-(decimal a, decimal b);
  HELIOS_DECL friend decimal operator*(decimal a, decimal b);
  /// At least 16 significant digits and no fewer decimals than either operand.
  HELIOS_DECL friend decimal operator/(decimal a, decimal b);
  /// The sign of a, as in C++ and SQL.
  HELIOS_DECL friend decimal operator%(decimal a, decimal b);

 private:
  static constexpr std::weak_ordering order(int128 a, int128 b) noexcept {
    return a < b   ? std::weak_ordering::less
           : a > b ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
  }
  int128 mantissa_ = 0;
  std::uint8_t scale_ = 0;
};

[[nodiscard]] constexpr decimal abs(decimal a) noexcept { return a.negative() ? -a : a; }
/// -1, 0 or 1.
[[nodiscard]] constexpr decimal sign(decimal a) noexcept {
  return decimal(a.zero() ? std::int64_t{0} : a.negative() ? -1 : 1);
}
/// The whole number of times b goes into a, cut towards zero: SQL's div(a, b).
[[nodiscard]] HELIOS_DECL decimal whole_quotient(decimal a, decimal b);

/// To `digits` decimals, half away from zero; negative digits round tens, hundreds, ...
[[nodiscard]] HELIOS_DECL decimal round(decimal a, int digits = 0);
[[nodiscard]] HELIOS_DECL decimal trunc(decimal a, int digits = 0);
[[nodiscard]] HELIOS_DECL decimal ceil(decimal a);
[[nodiscard]] HELIOS_DECL decimal floor(decimal a);
/// Without the trailing zeros of its fraction: SQL's trim_scale.
[[nodiscard]] HELIOS_DECL decimal trim_scale(decimal a) noexcept;

/// As a column numeric(precision, scale) takes it: rounded to `scale`, 22003 with PostgreSQL's
/// detail if the integer part is too long.  Requires a data_type that was made (types/data_type.hpp
/// checks the ranges).
[[nodiscard]] HELIOS_DECL decimal apply_precision(decimal a, int precision, int scale);

[[nodiscard]] HELIOS_DECL decimal to_decimal(int128 v);
/// Rounded half away from zero; 22003 "bigint out of range" and the like.
[[nodiscard]] HELIOS_DECL std::int64_t to_int64(decimal a);
[[nodiscard]] HELIOS_DECL std::int32_t to_int32(decimal a);
[[nodiscard]] HELIOS_DECL std::int16_t to_int16(decimal a);

namespace detail {
/// The decimal nearest to +-size / 10^scale whose digits fit: the one place that rounds and
/// overflows. Requires 0 <= scale <= 76.
[[nodiscard]] HELIOS_DECL decimal fit(bool negative, uint256 size, int scale);
/// size / 10^digits, half away from zero.
[[nodiscard]] HELIOS_DECL uint256 drop_digits(uint256 size, int digits) noexcept;
[[noreturn]] HELIOS_DECL void throw_numeric_overflow();
[[noreturn]] HELIOS_DECL void throw_division_by_zero();
}  // namespace detail

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/decimal.ipp>
#endif
