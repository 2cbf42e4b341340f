// helios/types/temporal_arithmetic.hpp -- adding, subtracting, scaling dates, times, intervals.
//
// Shape     an interval is added months first, then days, then microseconds; a day past the end of
//           the month reached becomes its last: 2025-01-31 + 1 month = 2025-02-28
//           timestamptz arithmetic runs on the session's clock (time_context::utc_offset, a fixed
//           offset)
// Errors    22008 "timestamp out of range", "date out of range", "interval out of range",
//           "cannot subtract infinite timestamps"; 22012 division by zero
#pragma once

#include <helios/config.hpp>
#include <helios/types/temporal.hpp>

namespace helios::types {

[[nodiscard]] HELIOS_DECL date operator+(date d, std::int32_t days);
[[nodiscard]] HELIOS_DECL date operator-(date d, std::int32_t days);
/// Days between two finite dates.
[[nodiscard]] HELIOS_DECL std::int32_t operator-(date a, date b);
[[nodiscard]] HELIOS_DECL timestamp operator+(date d, time_of_day t);
[[nodiscard]] HELIOS_DECL timestamp operator+(date d, interval v);
[[nodiscard]] HELIOS_DECL timestamp operator-(date d, interval v);

[[nodiscard]] HELIOS_DECL timestamp operator+(timestamp t, interval v);
[[nodiscard]] HELIOS_DECL timestamp operator-(timestamp t, interval v);
[[nodiscard]] HELIOS_DECL timestamp_tz add(timestamp_tz t, interval v,
                                           time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp_tz subtract(timestamp_tz t, interval v,
                                                time_context const& context = {});
/// Whole days and the rest of one: never months.
[[nodiscard]] HELIOS_DECL interval operator-(timestamp a, timestamp b);
[[nodiscard]] HELIOS_DECL interval operator-(timestamp_tz a, timestamp_tz b);

/// Round the clock: 23:00 + 2 hours = 01:00. Days and months of the interval do not count.
[[nodiscard]] HELIOS_DECL time_of_day operator+(time_of_day t, interval v) noexcept;
[[nodiscard]] HELIOS_DECL time_of_day operator-(time_of_day t, interval v) noexcept;
[[nodiscard]] constexpr interval operator-(time_of_day a, time_of_day b) noexcept {
  return {a.count - b.count, 0, 0};
}

[[nodiscard]] HELIOS_DECL interval operator-(interval v);
[[nodiscard]] HELIOS_DECL interval operator+(interval a, interval b);
[[nodiscard]] HELIOS_DECL interval operator-(interval a, interval b);
/// Fractions of months become days, those of days become time.
[[nodiscard]] HELIOS_DECL interval operator*(interval v, double factor);
[[nodiscard]] HELIOS_DECL interval operator/(interval v, double divisor);

/// 24 hours become a day, 30 days a month, or both and all signs alike.
[[nodiscard]] HELIOS_DECL interval justify_hours(interval v);
[[nodiscard]] HELIOS_DECL interval justify_days(interval v);
[[nodiscard]] HELIOS_DECL interval justify_interval(interval v);

/// Years, months, days and time between two moments, as one would count them on a calendar.
[[nodiscard]] HELIOS_DECL interval age(timestamp a, timestamp b);

// Between the types. Infinities stay infinite.
[[nodiscard]] HELIOS_DECL timestamp to_timestamp(date d);
[[nodiscard]] HELIOS_DECL timestamp_tz to_timestamp_tz(date d, time_context const& context = {});
[[nodiscard]] HELIOS_DECL date to_date(timestamp t) noexcept;
/// The moment at which the session's clock shows t, and what it shows at a moment.
[[nodiscard]] HELIOS_DECL timestamp_tz to_timestamp_tz(timestamp t,
                                                       time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp to_timestamp(timestamp_tz t, time_context const& context = {});
/// Requires a finite t.
[[nodiscard]] HELIOS_DECL time_of_day to_time(timestamp t) noexcept;
[[nodiscard]] HELIOS_DECL time_of_day to_time(interval v) noexcept;

/// Half away from zero to `digits` decimals of a second, as timestamp(p), time(p) and interval(p)
/// ask. Requires 0 <= digits <= 6.
[[nodiscard]] HELIOS_DECL std::int64_t round_microseconds(std::int64_t count,
                                                          std::int32_t digits) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/temporal_arithmetic.ipp>
#endif
