// helios/typed/impl/chrono_values.ipp -- see helios/typed/chrono_values.hpp
#pragma once

#include <helios/typed/chrono_values.hpp>

#include <limits>

namespace helios::typed::detail {

types::interval to_interval(std::int64_t count, std::intmax_t numerator,
                            std::intmax_t denominator) {
  // 64 bits times 20 bits (a week of seconds) times 20 bits (a second) fit into 128.
  int128 const wide = int128{count} * numerator * types::microseconds_per_second;
  int128 const cut = wide / denominator - (wide % denominator < 0 ? 1 : 0);
  if (cut > std::numeric_limits<std::int64_t>::max() ||
      cut < std::numeric_limits<std::int64_t>::min()) {
    throw error(errc::interval_field_overflow, "interval out of range");
  }
  return {static_cast<std::int64_t>(cut), 0, 0};
}

std::int64_t to_span(types::interval of) {
  if (of.months != 0) {
    throw error(errc::datetime_field_overflow,
                "an interval with months has no fixed length, which a duration has")
        .hint("Read it as helios::interval.");
  }
  std::int64_t all = 0;
  if (__builtin_add_overflow(of.microseconds, std::int64_t{of.days} * types::microseconds_per_day,
                             &all)) {
    throw error(errc::datetime_field_overflow, "interval out of range");
  }
  return all;
}

types::time_of_day to_time(std::int64_t microseconds) {
  types::time_of_day const time{microseconds};
  if (!types::is_valid(time)) throw error(errc::datetime_field_overflow, "time out of range");
  return time;
}

void refuse_day() { throw error(errc::datetime_field_overflow, "date out of range"); }

}  // namespace helios::typed::detail
