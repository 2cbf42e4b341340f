// helios/exec/functions/impl/long_decimal.hpp -- decimals through long double: functions that have
// no exact result.
#pragma once

#include <helios/types/decimal_text.hpp>

#include <algorithm>
#include <cmath>

namespace helios::exec::detail {

/// 10^n <= |v| < 10^(n + 1); 0 of 0.
[[nodiscard]] inline int decimal_weight(types::decimal v) noexcept {
  return v.zero() ? 0 : types::digit_count(types::magnitude(v.mantissa())) - v.scale() - 1;
}

/// PostgreSQL's number of decimals: 16 digits of a result of about 10^weight, and no fewer decimals
/// than the arguments have.
[[nodiscard]] inline int decimals_for(int weight, int at_least) noexcept {
  return std::clamp(16 - weight, at_least, types::decimal::max_digits);
}

/// A long double carries 18 digits: no more are shown, as far as they are decimals.
inline types::decimal from_long(long double v, int decimals) {
  int const whole = v == 0 ? 0 : static_cast<int>(floorl(log10l(fabsl(v)))) + 1;
  int const kept = std::clamp(18 - whole, 0, decimals);
  long double const scaled = std::roundl(v * powl(10.0L, static_cast<long double>(kept)));
  if (!(fabsl(scaled) < 1e38L)) types::detail::throw_numeric_overflow();
  return {static_cast<int128>(scaled), kept};
}
inline long double to_long(types::decimal d) {
  return static_cast<long double>(d.mantissa()) /
         static_cast<long double>(types::power_of_ten(d.scale()));
}

}  // namespace helios::exec::detail
