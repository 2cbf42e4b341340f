// helios/types/temporal.hpp -- date, time, timestamps and interval: the values.
//
// Shape     date          int32 days since 2000-01-01       4714-11-24 BC .. 5874897-12-31 AD
//           time_of_day   int64 microseconds                00:00:00 .. 24:00:00
//           timestamp     int64 microseconds since          4714-11-24 BC .. 294276-12-31 AD
//                         2000-01-01 00:00:00 on some clock
//           timestamp_tz  the same, UTC
//           interval      int64 microseconds, int32 days, int32 months, each with its own sign
//           The smallest and largest numbers of dates and timestamps are -infinity and infinity.
// Source    PostgreSQL's limits and zero: helios::microseconds (since 1970) convert below
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/ids.hpp>
#include <helios/types/calendar.hpp>
#include <helios/types/physical.hpp>

#include <compare>
#include <cstdint>
#include <limits>

namespace helios::types {

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_minute = 60 * microseconds_per_second;
inline constexpr std::int64_t microseconds_per_hour = 60 * microseconds_per_minute;
inline constexpr std::int64_t microseconds_per_day = 24 * microseconds_per_hour;
inline constexpr std::int32_t days_per_month = 30;  // where a month must be a number of days
inline constexpr std::int32_t months_per_year = 12;

/// What dates and the two timestamps share: a number, its order and its two infinities.
template <class Self, class Number>
struct time_point {
  Number count = 0;

  [[nodiscard]] static constexpr Self infinity() noexcept {
    return {std::numeric_limits<Number>::max()};
  }
  [[nodiscard]] static constexpr Self minus_infinity() noexcept {
    return {std::numeric_limits<Number>::min()};
  }
  [[nodiscard]] constexpr bool finite() const noexcept {
    return count != std::numeric_limits<Number>::max() &&
           count != std::numeric_limits<Number>::min();
  }
};

struct date : time_point<date, std::int32_t> {
  friend constexpr auto operator<=>(date a, date b) noexcept { return a.count <=> b.count; }
  friend constexpr bool operator==(date a, date b) noexcept { return a.count == b.count; }
};
struct timestamp : time_point<timestamp, std::int64_t> {
  friend constexpr auto operator<=>(timestamp a, timestamp b) noexcept {
    return a.count <=> b.count;
  }
  friend constexpr bool operator==(timestamp a, timestamp b) noexcept { return a.count == b.count; }
};
struct timestamp_tz : time_point<timestamp_tz, std::int64_t> {
  friend constexpr auto operator<=>(timestamp_tz a, timestamp_tz b) noexcept {
    return a.count <=> b.count;
  }
  friend constexpr bool operator==(timestamp_tz a, timestamp_tz b) noexcept {
    return a.count == b.count;
  }
};
struct time_of_day {
  std::int64_t count = 0;
  friend constexpr auto operator<=>(time_of_day, time_of_day) noexcept = default;
};

/// Equality and order take a month for 30 days and a day for 24 hours: '1 month' = '30 days'.
struct interval {
  std::int64_t microseconds = 0;
  std::int32_t days = 0;
  std::int32_t months = 0;

  /// All of it in microseconds: what is compared.
  [[nodiscard]] constexpr int128 span() const noexcept {
    return (int128{months} * days_per_month + days) * microseconds_per_day + microseconds;
  }
  friend constexpr std::weak_ordering operator<=>(interval a, interval b) noexcept {
    int128 const x = a.span(), y = b.span();
    return x < y   ? std::weak_ordering::less
           : x > y ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
  }
  friend constexpr bool operator==(interval a, interval b) noexcept { return a.span() == b.span(); }
  [[nodiscard]] constexpr bool same_fields(interval b) const noexcept {
    return microseconds == b.microseconds && days == b.days && months == b.months;
  }
};
static_assert(sizeof(interval) == 16);

/// How a column holds an interval: months, days and microseconds from the top down; its order means
/// nothing.
[[nodiscard]] constexpr int128 to_int128(interval v) noexcept {
  return static_cast<int128>(uint128{static_cast<std::uint32_t>(v.months)} << 96 |
                             uint128{static_cast<std::uint32_t>(v.days)} << 64 |
                             static_cast<std::uint64_t>(v.microseconds));
}
[[nodiscard]] constexpr interval to_interval(int128 v) noexcept {
  auto const bits = static_cast<uint128>(v);
  return {static_cast<std::int64_t>(bits), static_cast<std::int32_t>(bits >> 64),
          static_cast<std::int32_t>(bits >> 96)};
}

/// The first instant and the first one beyond.
inline constexpr std::int64_t first_day = -julian_day_of_2000;
inline constexpr std::int64_t end_of_dates = days_from_civil(5'874'898, 1, 1);
inline constexpr std::int64_t first_instant = first_day * microseconds_per_day;
inline constexpr std::int64_t end_of_instants =
    days_from_civil(294'277, 1, 1) * microseconds_per_day;

[[nodiscard]] constexpr bool in_date_range(std::int64_t days) noexcept {
  return days >= first_day && days < end_of_dates;
}
[[nodiscard]] constexpr bool in_timestamp_range(std::int64_t count) noexcept {
  return count >= first_instant && count < end_of_instants;
}

// What a file says is checked before it counts: values that are stored need not be in range.
[[nodiscard]] constexpr bool is_valid(date d) noexcept {
  return !d.finite() || in_date_range(d.count);
}
[[nodiscard]] constexpr bool is_valid(timestamp t) noexcept {
  return !t.finite() || in_timestamp_range(t.count);
}
[[nodiscard]] constexpr bool is_valid(timestamp_tz t) noexcept {
  return !t.finite() || in_timestamp_range(t.count);
}
[[nodiscard]] constexpr bool is_valid(time_of_day t) noexcept {
  return t.count >= 0 && t.count <= microseconds_per_day;
}
/// The time since midnight, of any moment.
[[nodiscard]] constexpr std::int64_t time_within_day(std::int64_t count) noexcept {
  std::int64_t const rest = count % microseconds_per_day;
  return rest < 0 ? rest + microseconds_per_day : rest;
}

/// From 294247 AD on an int64 of microseconds since 1970 is full: the largest stands for all later
/// ones.
[[nodiscard]] constexpr helios::microseconds to_unix(timestamp_tz t) noexcept {
  std::int64_t count = 0;
  if (__builtin_add_overflow(t.count, unix_to_2000_days * microseconds_per_day, &count))
    count = std::numeric_limits<std::int64_t>::max();
  return helios::microseconds{count};
}
[[nodiscard]] constexpr timestamp_tz from_unix(helios::microseconds t) noexcept {
  return {raw(t) - unix_to_2000_days * microseconds_per_day};
}

/// What the meaning of a text or a conversion depends on besides itself.
struct time_context {
  std::int32_t utc_offset = 0;  ///< of the session's time zone, in seconds, east positive
  /// start of the transaction; -infinity: no clock to read
  timestamp_tz now{timestamp_tz::minus_infinity()};
};

}  // namespace helios::types
