// helios/types/impl/decimal.ipp -- decimal arithmetic: 128 bits where they do, 256 where they must.
#pragma once

#include <helios/types/decimal.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace helios::types {

namespace detail {

void throw_numeric_overflow() {
  throw error(errc::numeric_value_out_of_range, "value overflows numeric format")
      .detail("A numeric holds up to 38 digits.");
}

void throw_division_by_zero() { throw error(errc::division_by_zero, "division by zero"); }

uint256 drop_digits(uint256 size, int digits) noexcept {
  constexpr int step = 19;  // 10^19 fits 64 bits, by which division is cheap
  for (; digits > step; digits -= step) size = divide(size, power_of_ten(step)).quotient;
  if (digits <= 0) return size;
  auto const [quotient, rest] = divide(size, power_of_ten(digits));  // only this one rounds
  return rest >= power_of_ten(digits) / 2 ? quotient + uint256{1, 0} : quotient;
}

/// Requires v below 2^255, which every product and sum here is.
inline int digit_count(uint256 const& v) noexcept {
  if (v.high == 0) return types::digit_count(v.low);
  // As for 128 bits: right or one short.
  int const guess = ((128 + bit_width(v.high)) * 1233) >> 12;
  bool const reached =
      !(v < multiply(power_of_ten(decimal::max_digits), power_of_ten(guess - decimal::max_digits)));
  return reached ? guess + 1 : guess;
}

decimal fit(bool negative, uint256 size, int scale) {
  int drop = std::max({0, digit_count(size) - decimal::max_digits, scale - decimal::max_digits});
  uint256 kept = drop_digits(size, drop);
  if (kept.high != 0 || kept.low >= power_of_ten(decimal::max_digits)) {
    ++drop;  // rounding made it 10^38
    kept = drop_digits(size, drop);
  }
  if (drop > scale) throw_numeric_overflow();
  auto const mantissa = static_cast<int128>(kept.low);
  return {negative ? -mantissa : mantissa, scale - drop};
}

inline decimal add(decimal a, decimal b) {
  if (a.scale() == b.scale()) {
    int128 const sum = a.mantissa() + b.mantissa();  // below 2 * 10^38: it cannot wrap
    if (magnitude(sum) < power_of_ten(decimal::max_digits)) return {sum, a.scale()};
    return fit(sum < 0, {magnitude(sum), 0}, a.scale());
  }
  if (a.scale() > b.scale()) std::swap(a, b);
  int128 raised = 0;
  int128 const factor = static_cast<int128>(power_of_ten(b.scale() - a.scale()));
  if (!__builtin_mul_overflow(a.mantissa(), factor, &raised)) {
    int128 sum = 0;
    if (!__builtin_add_overflow(raised, b.mantissa(), &sum))
      return fit(sum < 0, {magnitude(sum), 0}, b.scale());
  }
  uint256 const wide = multiply(magnitude(a.mantissa()), magnitude(factor)),
                other{magnitude(b.mantissa()), 0};
  // What did not fit 127 bits is larger than b: the difference has the sign of a.
  return fit(a.negative(), a.negative() == b.negative() ? wide + other : wide - other, b.scale());
}

/// Leading base-10000 digit and its weight: PostgreSQL's form, which decides the scale of a
/// quotient.
struct leading {
  int weight = 0;
  int digit = 0;
};
inline leading leading_of(decimal a) noexcept {
  if (a.zero()) return {};
  uint128 const size = magnitude(a.mantissa());
  int const exponent = types::digit_count(size) - 1 - a.scale();
  int const weight = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4);
  int const shift = 4 * weight + a.scale();
  return {weight,
          static_cast<int>(shift >= 0 ? size / power_of_ten(shift) : size * power_of_ten(-shift))};
}

inline int quotient_scale(decimal a, decimal b) noexcept {
  leading const x = leading_of(a), y = leading_of(b);
  int const weight = x.weight - y.weight - (x.digit <= y.digit ? 1 : 0);
  return std::min(std::max({16 - 4 * weight, a.scale(), b.scale()}), decimal::max_digits);
}

template <class Int>
Int to_int(decimal a, char const* name) {
  int128 const whole = round(a).mantissa();
  if (whole < std::numeric_limits<Int>::min() || whole > std::numeric_limits<Int>::max())
    throw error(errc::numeric_value_out_of_range, std::string(name) + " out of range");
  return static_cast<Int>(whole);
}

}  // namespace detail

decimal operator+(decimal a, decimal b) { return detail::add(a, b); }
decimal operator-(decimal a, decimal b) { return detail::add(a, -b); }

decimal operator*(decimal a, decimal b) {
  return detail::fit(a.negative() != b.negative(),
                     multiply(magnitude(a.mantissa()), magnitude(b.mantissa())),
                     a.scale() + b.scale());
}

decimal operator/(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  int const scale = detail::quotient_scale(a, b);
  if (a.zero()) return {0, scale};
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  // The quotient is below 10^whole, so that many digits go before the point and the rest may follow
  // it.
  int const whole = digit_count(n) - a.scale() - digit_count(d) + b.scale() + 1;
  if (whole > decimal::max_digits + 1) detail::throw_numeric_overflow();
  int const kept = std::min(scale, std::max(0, decimal::max_digits - whole));
  // >= 0: kept is at least a.scale() or fills 38 digits.
  int const shift = kept + b.scale() - a.scale();
  HELIOS_EXPECTS(shift >= 0);
  int const first = std::min(shift, decimal::max_digits);
  auto const [quotient, rest] =
      divide(multiply(multiply(n, power_of_ten(first)), power_of_ten(shift - first)), d);
  bool const up = rest >= d - rest;
  return detail::fit(a.negative() != b.negative(), up ? quotient + uint256{1, 0} : quotient, kept);
}

decimal operator%(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  int const scale = std::max(a.scale(), b.scale());
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  uint128 rest = 0;
  if (a.scale() >= b.scale()) {
    uint256 const raised = multiply(d, power_of_ten(scale - b.scale()));
    rest = raised.high != 0 ? n : n % raised.low;  // a divisor past 128 bits exceeds n
  } else {
    rest = divide(multiply(n, power_of_ten(scale - a.scale())), d).remainder;
  }
  return detail::fit(a.negative(), {rest, 0}, scale);
}

decimal whole_quotient(decimal a, decimal b) {
  if (b.zero()) detail::throw_division_by_zero();
  uint128 const n = magnitude(a.mantissa()), d = magnitude(b.mantissa());
  uint256 whole;
  if (a.scale() >= b.scale()) {
    uint256 const raised = multiply(d, power_of_ten(a.scale() - b.scale()));
    if (raised.high == 0) whole = {n / raised.low, 0};
  } else {
    whole = divide(multiply(n, power_of_ten(b.scale() - a.scale())), d).quotient;
  }
  return detail::fit(a.negative() != b.negative(), whole, 0);
}

decimal round(decimal a, int digits) {
  int const scale = std::clamp(digits, 0, decimal::max_digits);
  if (digits >= a.scale()) {  // more zeros, as many as there is room for
    int const room = decimal::max_digits - digit_count(magnitude(a.mantissa()));
    int const more = std::min(scale - a.scale(), room);
    return {a.mantissa() * static_cast<int128>(power_of_ten(more)), a.scale() + more};
  }
  int const drop = a.scale() - std::max(digits, -decimal::max_digits - 1);
  uint256 kept = detail::drop_digits({magnitude(a.mantissa()), 0}, drop);
  if (digits < 0 && kept.low != 0) kept = multiply(kept.low, power_of_ten(-digits));
  return detail::fit(a.negative(), kept, scale);
}

decimal trunc(decimal a, int digits) {
  if (digits >= a.scale()) return round(a, digits);
  int const drop = a.scale() - digits;
  if (drop > decimal::max_digits) return {};
  auto const unit = static_cast<int128>(power_of_ten(drop));
  int128 const kept = a.mantissa() / unit;
  return digits >= 0 ? decimal(kept, digits)
                     : decimal(kept * static_cast<int128>(power_of_ten(-digits)), 0);
}

decimal ceil(decimal a) {
  decimal const whole = trunc(a);
  return whole < a ? whole + decimal(1) : whole;
}

decimal floor(decimal a) {
  decimal const whole = trunc(a);
  return whole > a ? whole - decimal(1) : whole;
}

decimal trim_scale(decimal a) noexcept {
  int128 mantissa = a.mantissa();
  int scale = a.scale();
  if (mantissa == 0) return {};
  while (scale != 0) {
    // Most numbers fit 64 bits, where a division by ten is a multiplication.
    bool const small = magnitude(mantissa) >> 63 == 0;
    if ((small ? static_cast<std::int64_t>(mantissa) % 10
               : static_cast<std::int64_t>(mantissa % 10)) != 0)
      break;
    mantissa = small ? int128{static_cast<std::int64_t>(mantissa) / 10} : mantissa / 10;
    --scale;
  }
  return {mantissa, scale};
}

decimal apply_precision(decimal a, int precision, int scale) {
  int const whole = precision - scale;  // the value must stay below 10^whole
  uint256 kept{magnitude(a.mantissa()), 0};
  if (scale < a.scale()) {
    kept = detail::drop_digits(kept, a.scale() - scale);
  } else if (scale > a.scale()) {
    kept = multiply(kept.low, power_of_ten(scale - a.scale()));
  }
  if (kept.high != 0 || kept.low >= power_of_ten(precision))
    throw error(errc::numeric_value_out_of_range, "numeric field overflow")
        .detail("A field with precision " + std::to_string(precision) + ", scale " +
                std::to_string(scale) + " must round to an absolute value less than " +
                (whole == 0 ? std::string("1") : "10^" + std::to_string(whole)) + ".");
  if (scale < 0) kept = multiply(kept.low, power_of_ten(-scale));
  auto const mantissa = static_cast<int128>(kept.low);
  return {a.negative() ? -mantissa : mantissa, std::max(scale, 0)};
}

decimal to_decimal(int128 v) { return detail::fit(v < 0, {magnitude(v), 0}, 0); }

std::int64_t to_int64(decimal a) { return detail::to_int<std::int64_t>(a, "bigint"); }
std::int32_t to_int32(decimal a) { return detail::to_int<std::int32_t>(a, "integer"); }
std::int16_t to_int16(decimal a) { return detail::to_int<std::int16_t>(a, "smallint"); }

}  // namespace helios::types
