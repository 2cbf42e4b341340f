// helios/types/impl/temporal_parts.ipp -- one answer per part, dressed by extract and date_part.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/impl/part_names.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/temporal_parts.hpp>
#include <helios/types/text_in.hpp>

#include <limits>
#include <string>

namespace helios::types {

namespace detail {

/// A part of a moment: a number, nothing, or as far away as the moment itself.
struct part_value {
  enum kind : std::uint8_t { number, null, infinity, minus_infinity } kind = number;
  decimal value;
};

// Years count without a year 0: 1 BC is -1. So do centuries and millennia; decades do not.
inline std::int64_t shown_year(std::int64_t year) noexcept { return year > 0 ? year : year - 1; }
inline std::int64_t decade_of(std::int64_t year) noexcept { return floor_div(year, 10); }
inline std::int64_t century_of(std::int64_t year) noexcept {
  return year > 0 ? (year + 99) / 100 : -((100 - year) / 100);
}
inline std::int64_t millennium_of(std::int64_t year) noexcept {
  return year > 0 ? (year + 999) / 1000 : -((1000 - year) / 1000);
}

/// The parts that only a day has; nothing for those of a time.
inline std::optional<decimal> part_of_day(time_part part, std::int64_t days) noexcept {
  civil_date const c = civil_from_days(days);
  switch (part) {
    case time_part::day: return decimal(c.day);
    case time_part::week: return decimal(iso_week_of(days).week);
    case time_part::month: return decimal(c.month);
    case time_part::quarter: return decimal((c.month - 1) / 3 + 1);
    case time_part::year: return decimal(shown_year(c.year));
    case time_part::decade: return decimal(decade_of(c.year));
    case time_part::century: return decimal(century_of(c.year));
    case time_part::millennium: return decimal(millennium_of(c.year));
    case time_part::day_of_week: return decimal(day_of_week(days));
    case time_part::iso_day_of_week: return decimal((day_of_week(days) + 6) % 7 + 1);
    case time_part::day_of_year: return decimal(day_of_year(days));
    case time_part::iso_year: return decimal(shown_year(iso_week_of(days).year));
    case time_part::julian: return decimal(days + julian_day_of_2000);
    case time_part::epoch: return decimal((days + unix_to_2000_days) * 86400);
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return {};
  }
  HELIOS_UNREACHABLE();
}

/// The parts of a time of day, or of an interval's time, whose hours do not end.
inline std::optional<decimal> part_of_time(time_part part, std::int64_t count) noexcept {
  std::int64_t const in_minute = count % microseconds_per_minute;
  if (part == time_part::microseconds) return decimal(in_minute);
  if (part == time_part::milliseconds) return decimal(in_minute, 3);
  if (part == time_part::second) return decimal(in_minute, 6);
  if (part == time_part::minute) return decimal(count / microseconds_per_minute % 60);
  if (part == time_part::hour) return decimal(count / microseconds_per_hour);
  return {};
}

/// What remains of a moment without an end: what grows with time is infinite, what repeats is
/// nothing.
inline part_value part_of_infinity(time_part part, bool positive) noexcept {
  switch (part) {
    case time_part::year:
    case time_part::decade:
    case time_part::century:
    case time_part::millennium:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::epoch:
      return {positive ? part_value::infinity : part_value::minus_infinity, {}};
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::day:
    case time_part::week:
    case time_part::month:
    case time_part::quarter:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: return {part_value::null, {}};
  }
  HELIOS_UNREACHABLE();
}

inline part_value part_of(std::string_view unit, date d) {
  time_part const part = part_named(unit, "date");
  auto const value = part_of_day(part, 0);
  if (!value) throw_unit(unit, "date", true);
  if (!d.finite()) return part_of_infinity(part, d.count > 0);
  return {part_value::number, *part_of_day(part, d.count)};
}

/// `utc` is the moment for the epoch; `local` what the clock shows.
inline part_value part_of_moment(time_part part, std::int64_t local, std::int64_t utc) {
  std::int64_t const days = floor_div(local, microseconds_per_day), time = time_within_day(local);
  if (auto const value = part_of_time(part, time)) return {part_value::number, *value};
  if (part == time_part::epoch)
    return {part_value::number,
            decimal(int128{utc} + int128{unix_to_2000_days} * microseconds_per_day, 6)};
  if (part == time_part::julian)
    return {part_value::number,
            decimal(days + julian_day_of_2000) + decimal(time) / decimal(microseconds_per_day)};
  return {part_value::number, *part_of_day(part, days)};
}

inline part_value part_of(std::string_view unit, timestamp t) {
  constexpr std::string_view type = "timestamp without time zone";
  time_part const part = part_named(unit, type);
  if (is_zone_part(part)) throw_unit(unit, type, true);
  return t.finite() ? part_of_moment(part, t.count, t.count) : part_of_infinity(part, t.count > 0);
}

inline part_value part_of(std::string_view unit, timestamp_tz t, time_context const& context) {
  time_part const part = part_named(unit, "timestamp with time zone");
  if (!t.finite()) return part_of_infinity(part, t.count > 0);
  std::int64_t const offset = context.utc_offset;
  if (part == time_part::timezone) return {part_value::number, decimal(offset)};
  if (part == time_part::timezone_hour) return {part_value::number, decimal(offset / 3600)};
  if (part == time_part::timezone_minute) return {part_value::number, decimal(offset / 60 % 60)};
  return part_of_moment(part, to_timestamp(t, context).count, t.count);
}

inline part_value part_of(std::string_view unit, time_of_day t) {
  constexpr std::string_view type = "time without time zone";
  time_part const part = part_named(unit, type);
  if (part == time_part::epoch) return {part_value::number, decimal(t.count, 6)};
  auto const value = part_of_time(part, t.count);
  if (!value) throw_unit(unit, type, true);
  return {part_value::number, *value};
}

inline decimal part_of_interval(time_part part, std::string_view unit, interval v) {
  if (auto const value = part_of_time(part, v.microseconds)) return *value;
  std::int64_t const years = v.months / months_per_year;
  switch (part) {
    case time_part::day: return decimal(v.days);
    case time_part::month: return decimal(v.months % months_per_year);
    case time_part::quarter: return decimal(v.months % months_per_year / 3 + 1);
    case time_part::year: return decimal(years);
    case time_part::decade: return decimal(years / 10);
    case time_part::century: return decimal(years / 100);
    case time_part::millennium: return decimal(years / 1000);
    case time_part::epoch: {  // a year is 365.25 days here, a month 30
      int128 const quarter_days =
          int128{years} * 1461 + (v.months % months_per_year * days_per_month + int128{v.days}) * 4;
      return {quarter_days * (microseconds_per_day / 4) + v.microseconds, 6};
    }
    case time_part::microseconds:
    case time_part::milliseconds:
    case time_part::second:
    case time_part::minute:
    case time_part::hour:
    case time_part::week:
    case time_part::day_of_week:
    case time_part::iso_day_of_week:
    case time_part::day_of_year:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::timezone:
    case time_part::timezone_hour:
    case time_part::timezone_minute: break;
  }
  throw_unit(unit, "interval", true);
}
inline part_value part_of(std::string_view unit, interval v) {
  return {part_value::number, part_of_interval(part_named(unit, "interval"), unit, v)};
}

inline std::optional<decimal> as_decimal(part_value const& p) {
  if (p.kind == part_value::null) return {};
  if (p.kind != part_value::number)
    throw error(errc::numeric_value_out_of_range, "an infinite moment has no such number")
        .detail("A numeric is always a finite number.")
        .hint("date_part returns double precision, which has infinities.");
  return p.value;
}

inline std::optional<double> as_double(part_value const& p) noexcept {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (p.kind) {
    case part_value::null: return {};
    case part_value::infinity: return infinity;
    case part_value::minus_infinity: return -infinity;
    case part_value::number: return to_double(p.value);
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

std::optional<decimal> extract(std::string_view unit, date d) {
  return detail::as_decimal(detail::part_of(unit, d));
}
std::optional<decimal> extract(std::string_view unit, timestamp t) {
  return detail::as_decimal(detail::part_of(unit, t));
}
std::optional<decimal> extract(std::string_view unit, timestamp_tz t, time_context const& context) {
  return detail::as_decimal(detail::part_of(unit, t, context));
}
std::optional<decimal> extract(std::string_view unit, time_of_day t) {
  return detail::as_decimal(detail::part_of(unit, t));
}
std::optional<decimal> extract(std::string_view unit, interval v) {
  return detail::as_decimal(detail::part_of(unit, v));
}

std::optional<double> date_part(std::string_view unit, date d) {
  return date_part(unit, to_timestamp(d));
}
std::optional<double> date_part(std::string_view unit, timestamp t) {
  return detail::as_double(detail::part_of(unit, t));
}
std::optional<double> date_part(std::string_view unit, timestamp_tz t,
                                time_context const& context) {
  return detail::as_double(detail::part_of(unit, t, context));
}
std::optional<double> date_part(std::string_view unit, time_of_day t) {
  return detail::as_double(detail::part_of(unit, t));
}
std::optional<double> date_part(std::string_view unit, interval v) {
  return detail::as_double(detail::part_of(unit, v));
}

}  // namespace helios::types
