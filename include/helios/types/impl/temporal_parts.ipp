// helios/types/impl/temporal_parts.ipp -- one answer per part; extract and date_part dress it differently.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/impl/interval_text.ipp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/temporal_parts.hpp>

#include <limits>
#include <string>

namespace helios::types {

namespace detail {

/// A part of a moment: a number, nothing, or as far away as the moment itself.
struct part_value {
  enum kind : std::uint8_t { number, null, infinity, minus_infinity } kind = number;
  decimal value;
};

[[noreturn]] inline void throw_unit(std::string_view unit, std::string_view type, bool known) {
  std::string lower(unit);
  for (char& c : lower) c = to_lower(c);
  throw error(known ? errc::feature_not_supported : errc::invalid_parameter_value,
              "unit \"" + lower + (known ? "\" not supported for type " : "\" not recognized for type ") +
                  std::string(type));
}

inline time_part part_named(std::string_view unit, std::string_view type) {
  auto const part = find_time_part(unit);
  if (!part) throw_unit(unit, type, false);
  return *part;
}

// Years count without a year 0: 1 BC is -1. Decades, centuries and millennia before it are numbered likewise.
inline std::int64_t shown_year(std::int64_t year) noexcept { return year > 0 ? year : year - 1; }
inline std::int64_t decade_of(std::int64_t year) noexcept { return floor_div(year, 10); }
inline std::int64_t century_of(std::int64_t year) noexcept { return year > 0 ? (year + 99) / 100 : -((100 - year) / 100); }
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

/// What remains of a moment without an end: what grows with time is infinite, what repeats is nothing.
inline part_value part_of_infinity(time_part part, bool positive) noexcept {
  switch (part) {
    case time_part::year:
    case time_part::decade:
    case time_part::century:
    case time_part::millennium:
    case time_part::iso_year:
    case time_part::julian:
    case time_part::epoch: return {positive ? part_value::infinity : part_value::minus_infinity, {}};
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

inline bool is_zone_part(time_part part) noexcept {
  return part == time_part::timezone || part == time_part::timezone_hour || part == time_part::timezone_minute;
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
  std::int64_t const days = floor_div(local, microseconds_per_day), time = local - days * microseconds_per_day;
  if (auto const value = part_of_time(part, time)) return {part_value::number, *value};
  if (part == time_part::epoch)
    return {part_value::number,
            decimal(int128{utc} + int128{unix_to_2000_days} * microseconds_per_day, 6)};
  if (part == time_part::julian)
    return {part_value::number, decimal(days + julian_day_of_2000) + decimal(time) / decimal(microseconds_per_day)};
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
      int128 const quarter_days = int128{years} * 1461 + (v.months % months_per_year * days_per_month + int128{v.days}) * 4;
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
  return part == time_part::year ? 1 : part == time_part::decade ? 10 : part == time_part::century ? 100
         : part == time_part::millennium ? 1000 : 0;
}

inline std::int64_t trunc_moment(time_part part, std::int64_t count) {
  std::int64_t const unit = time_unit(part);
  if (unit != 0) return checked_sum(floor_div(count, unit) * unit, 0);
  std::int64_t const days = floor_div(count, microseconds_per_day);
  civil_date const c = civil_from_days(days);
  std::int64_t first = 0;
  if (part == time_part::week) {
    first = days - (day_of_week(days) + 6) % 7;
  } else if (part == time_part::month || part == time_part::quarter) {
    first = days_from_civil(c.year, part == time_part::month ? c.month : (c.month - 1) / 3 * 3 + 1, 1);
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

std::optional<time_part> find_time_part(std::string_view unit) noexcept {
  using namespace detail;
  char lower[16];
  if (unit.size() > sizeof lower) return {};
  std::size_t n = 0;
  for (char const c : unit) lower[n++] = to_lower(c);
  std::string_view const name(lower, n);
  struct {
    std::string_view name;
    time_part part;
  } constexpr others[] = {
      {"quarter", time_part::quarter}, {"qtr", time_part::quarter}, {"dow", time_part::day_of_week},
      {"isodow", time_part::iso_day_of_week}, {"doy", time_part::day_of_year}, {"isoyear", time_part::iso_year},
      {"julian", time_part::julian}, {"jd", time_part::julian}, {"j", time_part::julian}, {"epoch", time_part::epoch},
      {"timezone", time_part::timezone}, {"timezone_hour", time_part::timezone_hour},
      {"timezone_h", time_part::timezone_hour}, {"timezone_minute", time_part::timezone_minute},
      {"timezone_m", time_part::timezone_minute},
  };
  for (auto const& o : others)
    if (o.name == name) return o.part;
  auto const shared = unit_of(name);
  if (!shared) return {};
  switch (*shared) {
    case interval_unit::microsecond: return time_part::microseconds;
    case interval_unit::millisecond: return time_part::milliseconds;
    case interval_unit::second: return time_part::second;
    case interval_unit::minute: return time_part::minute;
    case interval_unit::hour: return time_part::hour;
    case interval_unit::day: return time_part::day;
    case interval_unit::week: return time_part::week;
    case interval_unit::month: return time_part::month;
    case interval_unit::year: return time_part::year;
    case interval_unit::decade: return time_part::decade;
    case interval_unit::century: return time_part::century;
    case interval_unit::millennium: return time_part::millennium;
  }
  HELIOS_UNREACHABLE();
}

std::optional<decimal> extract(std::string_view unit, date d) { return detail::as_decimal(detail::part_of(unit, d)); }
std::optional<decimal> extract(std::string_view unit, timestamp t) { return detail::as_decimal(detail::part_of(unit, t)); }
std::optional<decimal> extract(std::string_view unit, timestamp_tz t, time_context const& context) {
  return detail::as_decimal(detail::part_of(unit, t, context));
}
std::optional<decimal> extract(std::string_view unit, time_of_day t) { return detail::as_decimal(detail::part_of(unit, t)); }
std::optional<decimal> extract(std::string_view unit, interval v) { return detail::as_decimal(detail::part_of(unit, v)); }

std::optional<double> date_part(std::string_view unit, date d) { return date_part(unit, to_timestamp(d)); }
std::optional<double> date_part(std::string_view unit, timestamp t) { return detail::as_double(detail::part_of(unit, t)); }
std::optional<double> date_part(std::string_view unit, timestamp_tz t, time_context const& context) {
  return detail::as_double(detail::part_of(unit, t, context));
}
std::optional<double> date_part(std::string_view unit, time_of_day t) { return detail::as_double(detail::part_of(unit, t)); }
std::optional<double> date_part(std::string_view unit, interval v) { return detail::as_double(detail::part_of(unit, v)); }

timestamp date_trunc(std::string_view unit, timestamp t) {
  time_part const part = detail::unit_named(unit, "timestamp without time zone");
  return t.finite() ? timestamp{detail::trunc_moment(part, t.count)} : t;
}

timestamp_tz date_trunc(std::string_view unit, timestamp_tz t, time_context const& context) {
  time_part const part = detail::unit_named(unit, "timestamp with time zone");
  if (!t.finite()) return t;
  return to_timestamp_tz(timestamp{detail::trunc_moment(part, to_timestamp(t, context).count)}, context);
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
  std::int32_t const months = years != 0 ? years * months_per_year : part == time_part::quarter ? 3 : 1;
  return {0, 0, v.months / months * months};
}

}  // namespace helios::types
