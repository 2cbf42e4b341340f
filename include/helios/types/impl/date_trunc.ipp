// helios/types/impl/date_trunc.ipp -- the start of a unit of time.
#pragma once

#include <helios/types/date_trunc.hpp>
#include <helios/types/impl/instant_range.hpp>
#include <helios/types/impl/part_names.hpp>
#include <helios/types/temporal_arithmetic.hpp>

namespace helios::types {

namespace detail {

/// Units that moments are cut to; a part such as the weekday is none.
inline time_part unit_named(std::string_view unit, std::string_view type) {
  time_part const part = part_named(unit, type);
  if (is_zone_part(part)) throw_unit(unit, type, true);
  if (part > time_part::millennium) throw_unit(unit, type, false);
  return part;
}

inline std::int64_t time_unit(time_part part) noexcept {
  switch (part) {
    case time_part::microseconds: return 1;
    case time_part::milliseconds: return 1000;
    case time_part::second: return microseconds_per_second;
    case time_part::minute: return microseconds_per_minute;
    case time_part::hour: return microseconds_per_hour;
    case time_part::day: return microseconds_per_day;
    case time_part::week:
    case time_part::month:
    case time_part::quarter:
    case time_part::year:
    case time_part::decade:
    case time_part::century:
    case time_part::millennium:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::epoch:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return 0;
  }
  HELIOS_UNREACHABLE();
}

/// Years of a unit of years; 0 for the others.
inline std::int32_t year_unit(time_part part) noexcept {
  return part == time_part::year         ? 1
         : part == time_part::decade     ? 10
         : part == time_part::century    ? 100
         : part == time_part::millennium ? 1000
                                         : 0;
}

inline std::int64_t trunc_moment(time_part part, std::int64_t count) {
  std::int64_t const unit = time_unit(part);
  if (unit != 0) {
    std::int64_t const rest = count % unit;
    return checked_sum(count, rest < 0 ? -rest - unit : -rest);
  }
  std::int64_t const days = floor_div(count, microseconds_per_day);
  civil_date const c = civil_from_days(days);
  std::int64_t first = 0;
  if (part == time_part::week) {
    first = days - (day_of_week(days) + 6) % 7;
  } else if (part == time_part::month || part == time_part::quarter) {
    first =
        days_from_civil(c.year, part == time_part::month ? c.month : (c.month - 1) / 3 * 3 + 1, 1);
  } else if (std::int64_t const years = year_unit(part); years <= 10) {
    first = days_from_civil(floor_div(c.year, years) * years, 1, 1);
  } else {  // centuries and millennia begin with a year 1
    first = days_from_civil(floor_div(c.year - 1, years) * years + 1, 1, 1);
  }
  std::int64_t moved = 0;
  if (__builtin_mul_overflow(first, microseconds_per_day, &moved)) throw_timestamp_range();
  return checked_sum(moved, 0);
}

}  // namespace detail

timestamp date_trunc(std::string_view unit, timestamp t) {
  if (!t.finite()) return t;  // whatever the unit
  time_part const part = detail::unit_named(unit, "timestamp without time zone");
  return {detail::trunc_moment(part, t.count)};
}

timestamp_tz date_trunc(std::string_view unit, timestamp_tz t, time_context const& context) {
  if (!t.finite()) return t;
  time_part const part = detail::unit_named(unit, "timestamp with time zone");
  return to_timestamp_tz(timestamp{detail::trunc_moment(part, to_timestamp(t, context).count)},
                         context);
}

interval date_trunc(std::string_view unit, interval v) {
  time_part const part = detail::unit_named(unit, "interval");
  if (part == time_part::week)
    throw error(errc::feature_not_supported, "unit \"week\" not supported for type interval")
        .detail("Months usually have fractional weeks.");
  if (part == time_part::day) return {0, v.days, v.months};
  if (std::int64_t const time = detail::time_unit(part); time != 0)
    return {v.microseconds / time * time, v.days, v.months};
  std::int32_t const years = detail::year_unit(part);
  std::int32_t const months = years != 0                   ? years * months_per_year
                              : part == time_part::quarter ? 3
                                                           : 1;
  return {0, 0, v.months / months * months};
}

}  // namespace helios::types
