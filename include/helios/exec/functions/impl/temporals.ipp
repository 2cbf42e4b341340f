// helios/exec/functions/impl/temporals.ipp -- kernels of dates and times.
#pragma once

#include <helios/exec/functions/temporals.hpp>

#include <helios/types/date_trunc.hpp>
#include <helios/types/interval_text.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/temporal_parts.hpp>
#include <helios/types/temporal_text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/value_text.hpp>

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <limits>
#include <string>

namespace helios::exec {

namespace detail {

/// PostgreSQL's words, by printf as there.
[[noreturn, gnu::format(printf, 1, 2)]] inline void throw_field_overflow(char const* format, ...) {
  char text[128];
  std::va_list numbers;
  va_start(numbers, format);
  std::vsnprintf(text, sizeof text, format, numbers);
  va_end(numbers);
  throw error(errc::datetime_field_overflow, text);
}

[[nodiscard]] inline types::date civil(std::int32_t year, std::int32_t month, std::int32_t day) {
  std::int64_t const y = year < 0 ? std::int64_t{year} + 1 : year;  // -1 is 1 BC
  constexpr std::int32_t no_year = std::numeric_limits<std::int32_t>::min();
  if (year == 0 || year == no_year || month < 1 || month > 12 || day < 1 ||
      day > types::days_in_month(y, month))
    throw_field_overflow("date field value out of range: %d-%02d-%02d", year, month, day);
  std::int64_t const days = types::days_from_civil(y, month, day);
  if (!types::in_date_range(days))
    throw_field_overflow("date out of range: %d-%02d-%02d", year, month, day);
  return {static_cast<std::int32_t>(days)};
}

[[nodiscard]] inline types::time_of_day clock_time(std::int32_t h, std::int32_t m, double s) {
  bool const last = h == 24 && m == 0 && s == 0;
  if (!(h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s <= 60) && !last) {
    // C prints inf where PostgreSQL prints Infinity.
    if (std::isinf(s))
      throw_field_overflow("time field value out of range: %d:%02d:%sInfinity", h, m,
                           s < 0 ? "-" : "");
    if (std::isnan(s)) throw_field_overflow("time field value out of range: %d:%02d:NaN", h, m);
    throw_field_overflow("time field value out of range: %d:%02d:%02g", h, m, s);
  }
  return {h * types::microseconds_per_hour + m * types::microseconds_per_minute +
          static_cast<std::int64_t>(std::llround(s * 1e6))};
}

[[nodiscard]] inline types::timestamp moment(std::int32_t year, std::int32_t month,
                                             std::int32_t day, std::int32_t h, std::int32_t m,
                                             double s) {
  types::date const date = civil(year, month, day);
  return date + clock_time(h, m, s);
}

/// Whole part of a unit as an integer: year(), month() and the like.
template <class T>
[[nodiscard]] std::optional<std::int32_t> whole_part(std::string_view unit, T const& v) {
  auto const part = types::date_part(unit, v);
  if (!part || !std::isfinite(*part)) return std::nullopt;
  return static_cast<std::int32_t>(*part);
}

/// The offset of a zone: UTC, an abbreviation, +02:00 or -5.
[[nodiscard]] inline std::int32_t offset_of(std::string_view zone) {
  std::string lower(zone);
  for (char& c : lower) c = types::detail::to_lower(c);
  if (auto const known = types::zone_offset(lower)) return *known;
  std::int32_t numbers[2] = {0, 0};
  std::size_t i = zone.starts_with('+') || zone.starts_with('-') ? 1 : 0;
  bool fine = i < zone.size();
  for (std::size_t part = 0; i < zone.size() && fine; ++i) {
    if (zone[i] == ':' && part == 0) {
      part = 1;
    } else if (zone[i] >= '0' && zone[i] <= '9' && numbers[part] < 100) {
      numbers[part] = numbers[part] * 10 + (zone[i] - '0');
    } else {
      fine = false;
    }
  }
  if (!fine || numbers[0] > 15 || numbers[1] > 59)
    throw error(errc::invalid_parameter_value,
                "time zone \"" + std::string(zone) + "\" not recognized");
  std::int32_t const seconds = numbers[0] * 3600 + numbers[1] * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

/// The offset that an interval is.
[[nodiscard]] inline std::int32_t offset_of(types::interval by) {
  constexpr std::int64_t limit = 168 * 3600;  // PostgreSQL's
  std::int64_t const seconds = by.microseconds / types::microseconds_per_second;
  if (by.months != 0 || by.days != 0)
    throw error(errc::invalid_parameter_value, "interval time zone \"" +
                                                   types::to_text(types::value(by)) +
                                                   "\" must not include months or days");
  if (seconds < -limit || limit < seconds)
    throw error(errc::invalid_parameter_value, "time zone displacement out of range");
  return static_cast<std::int32_t>(seconds);
}

inline void add_sums(function_list& to) {
  using namespace types;
  to.push_back(define<[](date d, std::int32_t n) { return d + n; }>("+"));
  to.push_back(define<[](std::int32_t n, date d) { return d + n; }>("+"));
  to.push_back(define<[](date d, std::int32_t n) { return d - n; }>("-"));
  to.push_back(define<[](date a, date b) { return a - b; }>("-"));
  to.push_back(define<[](date d, time_of_day t) { return d + t; }>("+"));
  to.push_back(define<[](time_of_day t, date d) { return d + t; }>("+"));
  to.push_back(define<[](date d, interval v) { return d + v; }>("+"));
  to.push_back(define<[](interval v, date d) { return d + v; }>("+"));
  to.push_back(define<[](date d, interval v) { return d - v; }>("-"));
  to.push_back(define<[](timestamp t, interval v) { return t + v; }>("+"));
  to.push_back(define<[](interval v, timestamp t) { return t + v; }>("+"));
  to.push_back(define<[](timestamp t, interval v) { return t - v; }>("-"));
  to.push_back(define<[](timestamp a, timestamp b) { return a - b; }>("-"));
  to.push_back(
      define<[](environment& e, timestamp_tz t, interval v) { return types::add(t, v, e.time()); }>(
          "+", volatility::stable));
  to.push_back(
      define<[](environment& e, interval v, timestamp_tz t) { return types::add(t, v, e.time()); }>(
          "+", volatility::stable));
  to.push_back(define<[](environment& e, timestamp_tz t, interval v) {
    return types::subtract(t, v, e.time());
  }>("-", volatility::stable));
  to.push_back(define<[](timestamp_tz a, timestamp_tz b) { return a - b; }>("-"));
  to.push_back(define<[](time_of_day t, interval v) { return t + v; }>("+"));
  to.push_back(define<[](interval v, time_of_day t) { return t + v; }>("+"));
  to.push_back(define<[](time_of_day t, interval v) { return t - v; }>("-"));
  to.push_back(define<[](time_of_day a, time_of_day b) { return a - b; }>("-"));
  to.push_back(define<[](interval a, interval b) { return a + b; }>("+"));
  to.push_back(define<[](interval a, interval b) { return a - b; }>("-"));
  to.push_back(define<[](interval v) { return -v; }>("-"));
  to.push_back(define<[](interval v, double n) { return v * n; }>("*"));
  to.push_back(define<[](double n, interval v) { return v * n; }>("*"));
  to.push_back(define<[](interval v, double n) { return v / n; }>("/"));
}

template <class T>
void add_parts(function_list& to) {
  using text = std::string_view;
  to.push_back(define<[](text unit, T v) { return types::extract(unit, v); }>("extract"));
  to.push_back(define<[](text unit, T v) { return types::date_part(unit, v); }>("date_part"));
}

/// MySQL's names, which people write: year(t).
template <class T>
void add_named_parts(function_list& to) {
  to.push_back(define<[](T v) { return whole_part("year", v); }>("year"));
  to.push_back(define<[](T v) { return whole_part("quarter", v); }>("quarter"));
  to.push_back(define<[](T v) { return whole_part("month", v); }>("month"));
  to.push_back(define<[](T v) { return whole_part("day", v); }>("day"));
  to.push_back(define<[](T v) { return whole_part("hour", v); }>("hour"));
  to.push_back(define<[](T v) { return whole_part("minute", v); }>("minute"));
  to.push_back(define<[](T v) { return whole_part("second", v); }>("second"));
}

inline void add_clocks(function_list& to) {
  using namespace types;
  auto const now = define<[](environment& e) { return e.time().now; }>("", volatility::stable);
  for (std::string_view const name :
       {"now", "current_timestamp", "transaction_timestamp", "statement_timestamp"}) {
    to.push_back(now);
    to.back().name = name;
  }
  to.push_back(
      define<[](environment& e) { return e.clock(); }>("clock_timestamp", volatility::volatile_));
  to.push_back(define<[](environment& e) { return to_date(to_timestamp(e.time().now, e.time())); }>(
      "current_date", volatility::stable));
  to.push_back(define<[](environment& e) { return to_timestamp(e.time().now, e.time()); }>(
      "localtimestamp", volatility::stable));
  for (std::string_view const name : {"localtime", "current_time"})
    to.push_back(
        define<[](environment& e) { return to_time(to_timestamp(e.time().now, e.time())); }>(
            name, volatility::stable));
}

[[nodiscard]] inline types::interval made_interval(std::int32_t years, std::int32_t months = 0,
                                                   std::int32_t weeks = 0, std::int32_t days = 0,
                                                   std::int32_t hours = 0, std::int32_t minutes = 0,
                                                   double seconds = 0) {
  std::int64_t const all_months = std::int64_t{years} * 12 + months;
  std::int64_t const all_days = std::int64_t{weeks} * 7 + days;
  double const rest = std::rint(seconds * 1e6);
  bool const fits = all_months == static_cast<std::int32_t>(all_months) &&
                    all_days == static_cast<std::int32_t>(all_days) && std::fabs(rest) < 9e18;
  std::int64_t microseconds = 0;
  if (!fits || __builtin_add_overflow((std::int64_t{hours} * 60 + minutes) * 60'000'000,
                                      static_cast<std::int64_t>(rest), &microseconds))
    throw error(errc::datetime_field_overflow, "interval out of range");
  return {microseconds, static_cast<std::int32_t>(all_days), static_cast<std::int32_t>(all_months)};
}

/// Its arguments have defaults, from the last one on.
inline void add_make_interval(function_list& to) {
  using n = std::int32_t;
  constexpr std::string_view name = "make_interval";
  to.push_back(define<[] { return made_interval(0); }>(name));
  to.push_back(define<[](n y) { return made_interval(y); }>(name));
  to.push_back(define<[](n y, n mo) { return made_interval(y, mo); }>(name));
  to.push_back(define<[](n y, n mo, n w) { return made_interval(y, mo, w); }>(name));
  to.push_back(define<[](n y, n mo, n w, n d) { return made_interval(y, mo, w, d); }>(name));
  to.push_back(
      define<[](n y, n mo, n w, n d, n h) { return made_interval(y, mo, w, d, h); }>(name));
  to.push_back(
      define<[](n y, n mo, n w, n d, n h, n mi) { return made_interval(y, mo, w, d, h, mi); }>(
          name));
  to.push_back(define<[](n y, n mo, n w, n d, n h, n mi, double s) {
    return made_interval(y, mo, w, d, h, mi, s);
  }>(name));
}

inline void add_makers_of_time(function_list& to) {
  using namespace types;
  add_make_interval(to);
  using number = std::int32_t;
  to.push_back(define<[](number y, number m, number d) { return civil(y, m, d); }>("make_date"));
  to.push_back(
      define<[](number h, number m, double s) { return clock_time(h, m, s); }>("make_time"));
  to.push_back(define<[](number y, number mo, number d, number h, number mi, double s) {
    return moment(y, mo, d, h, mi, s);
  }>("make_timestamp"));
  to.push_back(
      define<[](environment& e, number y, number mo, number d, number h, number mi, double s) {
        return to_timestamp_tz(moment(y, mo, d, h, mi, s), e.time());
      }>("make_timestamptz", volatility::stable));
  to.push_back(define<[](double seconds) {
    if (std::isinf(seconds))
      return seconds < 0 ? timestamp_tz::minus_infinity() : timestamp_tz::infinity();
    if (std::isnan(seconds)) detail::throw_field_overflow("timestamp cannot be NaN");
    double const count =
        std::rint((seconds - static_cast<double>(unix_to_2000_days) * 86'400) * 1e6);
    if (!(std::fabs(count) < 9.2e18) || !in_timestamp_range(static_cast<std::int64_t>(count)))
      detail::throw_field_overflow("timestamp out of range: \"%g\"", seconds);
    return timestamp_tz{{static_cast<std::int64_t>(count)}};
  }>("to_timestamp"));
  to.push_back(define<[](date d) { return d; }>("date"));
  to.push_back(define<[](timestamp t) { return to_date(t); }>("date"));
  to.push_back(
      define<[](environment& e, timestamp_tz t) { return to_date(to_timestamp(t, e.time())); }>(
          "date", volatility::stable));
  to.push_back(define<[](environment& e, std::string_view s) { return parse_date(s, e.time()); }>(
      "date", volatility::stable));
  to.push_back(define<[](std::string_view zone, timestamp t) {
    return to_timestamp_tz(t, {.utc_offset = offset_of(zone)});
  }>("timezone"));
  to.push_back(define<[](std::string_view zone, timestamp_tz t) {
    return to_timestamp(t, {.utc_offset = offset_of(zone)});
  }>("timezone"));
  to.push_back(define<[](interval by, timestamp t) {
    return to_timestamp_tz(t, {.utc_offset = offset_of(by)});
  }>("timezone"));
  to.push_back(define<[](interval by, timestamp_tz t) {
    return to_timestamp(t, {.utc_offset = offset_of(by)});
  }>("timezone"));
}

}  // namespace detail

void add_temporals(function_list& to) {
  using namespace types;
  using text = std::string_view;
  detail::add_sums(to);
  detail::add_parts<date>(to);
  detail::add_parts<timestamp>(to);
  detail::add_parts<time_of_day>(to);
  detail::add_parts<interval>(to);
  to.push_back(
      define<[](environment& e, text unit, timestamp_tz v) { return extract(unit, v, e.time()); }>(
          "extract", volatility::stable));
  to.push_back(define<[](environment& e, text unit, timestamp_tz v) {
    return date_part(unit, v, e.time());
  }>("date_part", volatility::stable));
  detail::add_named_parts<timestamp>(to);
  detail::add_named_parts<timestamp_tz>(to);
  to.push_back(define<[](text unit, timestamp v) { return date_trunc(unit, v); }>("date_trunc"));
  to.push_back(define<[](environment& e, text unit, timestamp_tz v) {
    return date_trunc(unit, v, e.time());
  }>("date_trunc", volatility::stable));
  to.push_back(define<[](text unit, interval v) { return date_trunc(unit, v); }>("date_trunc"));
  to.push_back(define<[](timestamp a, timestamp b) { return age(a, b); }>("age"));
  to.push_back(define<[](environment& e, timestamp_tz a, timestamp_tz b) {
    return age(to_timestamp(a, e.time()), to_timestamp(b, e.time()));
  }>("age", volatility::stable));
  // One argument: from the midnight that began today.
  to.push_back(define<[](environment& e, timestamp t) {
    return age(to_timestamp(to_date(to_timestamp(e.time().now, e.time()))), t);
  }>("age", volatility::stable));
  to.push_back(define<[](environment& e, timestamp_tz t) {
    return age(to_timestamp(to_date(to_timestamp(e.time().now, e.time()))),
               to_timestamp(t, e.time()));
  }>("age", volatility::stable));
  to.push_back(define<[](interval v) { return justify_hours(v); }>("justify_hours"));
  to.push_back(define<[](interval v) { return justify_days(v); }>("justify_days"));
  to.push_back(define<[](interval v) { return justify_interval(v); }>("justify_interval"));
  to.push_back(define<[](date d) { return d.finite(); }>("isfinite"));
  to.push_back(define<[](timestamp t) { return t.finite(); }>("isfinite"));
  to.push_back(define<[](timestamp_tz t) { return t.finite(); }>("isfinite"));
  to.push_back(define<[](interval) { return true; }>("isfinite"));
  detail::add_clocks(to);
  detail::add_makers_of_time(to);
}

}  // namespace helios::exec
