// helios/types/impl/instant_range.hpp -- sums of microseconds within the range of timestamps.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/temporal.hpp>

namespace helios::types::detail {

[[noreturn]] inline void throw_timestamp_range() {
  throw error(errc::datetime_field_overflow, "timestamp out of range");
}

inline std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  if (__builtin_add_overflow(a, b, &a) || !in_timestamp_range(a)) throw_timestamp_range();
  return a;
}

}  // namespace helios::types::detail
