// helios/exec/functions/impl/long_decimal.hpp -- decimals through long double: functions that have
// no exact result.
#pragma once

#include <helios/types/decimal_text.hpp>

#include <cmath>

namespace helios::exec::detail {

/// To 16 decimals and more where the number is large: what a long double carries.
inline types::decimal from_long(long double v, int decimals = 16) {
  long double const scaled = std::roundl(v * powl(10.0L, static_cast<long double>(decimals)));
  if (!(fabsl(scaled) < 1e37L)) return types::to_decimal(static_cast<double>(v));
  return {static_cast<int128>(scaled), decimals};
}
inline long double to_long(types::decimal d) {
  return static_cast<long double>(d.mantissa()) /
         static_cast<long double>(types::power_of_ten(d.scale()));
}

}  // namespace helios::exec::detail
