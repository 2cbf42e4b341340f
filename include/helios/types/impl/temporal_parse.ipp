// helios/types/impl/temporal_parse.ipp -- a date, a time and a zone in the orders people write
// them.
//
// One scan sorts the text into fields; what the type asked for then picks from them.
#pragma once

#include <helios/types/impl/temporal_fields.hpp>
#include <helios/types/temporal_text.hpp>

namespace helios::types {

namespace detail {

inline std::int64_t local_now(time_context const& context) noexcept {
  return context.now.count + context.utc_offset * microseconds_per_second;
}

/// The day that the fields name, before any check against a type's range.
inline std::int64_t day_of(datetime_fields const& f, datetime_source const& source) {
  switch (f.day_word) {
    case day_word::none: break;
    case day_word::yesterday:
    case day_word::today:
    case day_word::tomorrow:
      if (!source.context.now.finite()) source.fail_format();
      return floor_div(local_now(source.context), microseconds_per_day) +
             static_cast<int>(f.day_word) - static_cast<int>(day_word::today);
  }
  if (f.julian) return *f.julian - julian_day_of_2000;
  if (!f.year || (!f.ordinal && !(f.month && f.day))) source.fail_format();
  std::int64_t year = *f.year;
  if (f.before_christ) {
    if (year <= 0) source.fail_field();
    year = 1 - year;
  } else if (f.year_digits <= 2) {
    year += year < 70 ? 2000 : 1900;
  } else if (year <= 0) {
    source.fail_field();
  }
  if (f.ordinal) {
    if (*f.ordinal < 1 || *f.ordinal > 365 + is_leap_year(year)) source.fail_field();
    return days_from_civil(year, 1, *f.ordinal);
  }
  if (*f.month < 1 || *f.month > 12 || *f.day < 1 || *f.day > 31) source.fail_month_or_day();
  auto const month = static_cast<std::int32_t>(*f.month);
  if (*f.day > days_in_month(year, month)) source.fail_field();
  return days_from_civil(year, month, *f.day);
}

inline std::int64_t time_of(datetime_fields const& f, datetime_source const& source) {
  std::int64_t hour = f.hour;
  if (f.half != day_half::none) {
    if (hour > 12) source.fail_field();
    hour = hour % 12 + (f.half == day_half::pm ? 12 : 0);
  }
  if (hour > 24 || f.minute > 59 || f.second > 60) source.fail_field();
  std::int64_t const count = hour * microseconds_per_hour + f.minute * microseconds_per_minute +
                             f.second * microseconds_per_second + f.microsecond;
  if (count > microseconds_per_day) source.fail_field();
  return count;
}

/// Microseconds since 2000 on the clock of the text; infinities apart.
inline std::int64_t instant_of(datetime_fields const& f, datetime_source const& source) {
  std::int64_t const days = day_of(f, source), time = f.has_time ? time_of(f, source) : 0;
  std::int64_t count = 0;
  if (__builtin_mul_overflow(days, microseconds_per_day, &count) ||
      __builtin_add_overflow(count, time, &count) || !in_timestamp_range(count))
    source.fail_range();
  return count;
}

template <class Point>
std::optional<Point> infinity_of(datetime_fields const& f) noexcept {
  if (f.word == instant_word::infinity) return Point::infinity();
  if (f.word == instant_word::minus_infinity) return Point::minus_infinity();
  return {};
}

}  // namespace detail

date parse_date(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "date", "date", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<date>(f)) return *infinite;
  std::int64_t days = 0;
  if (f.word == instant_word::epoch) {
    days = -unix_to_2000_days;
  } else if (f.word == instant_word::now) {
    days = floor_div(local_now(context), microseconds_per_day);
  } else {
    days = day_of(f, source);
    if (f.has_time) static_cast<void>(time_of(f, source));
  }
  if (!in_date_range(days)) source.fail_range();
  return {static_cast<std::int32_t>(days)};
}

time_of_day parse_time(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "time", "time", context};
  datetime_fields const f = scan_datetime(source);
  if (f.word == instant_word::now) {
    std::int64_t const now = local_now(context);
    return {now - floor_div(now, microseconds_per_day) * microseconds_per_day};
  }
  if (f.word != instant_word::none || !f.has_time) source.fail_format();
  if (f.year || f.julian) static_cast<void>(day_of(f, source));
  return {time_of(f, source)};
}

timestamp parse_timestamp(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "timestamp", "timestamp", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<timestamp>(f)) return *infinite;
  if (f.word == instant_word::epoch) return {-unix_to_2000_days * microseconds_per_day};
  if (f.word == instant_word::now) return {local_now(context)};
  return {instant_of(f, source)};
}

timestamp_tz parse_timestamp_tz(std::string_view text, time_context const& context) {
  using namespace detail;
  datetime_source const source{text, "timestamp with time zone", "timestamp", context};
  datetime_fields const f = scan_datetime(source);
  if (auto const infinite = infinity_of<timestamp_tz>(f)) return *infinite;
  if (f.word == instant_word::epoch) return {-unix_to_2000_days * microseconds_per_day};
  if (f.word == instant_word::now) return context.now;
  std::int64_t const offset = f.zone ? *f.zone : context.utc_offset;
  std::int64_t const local = instant_of(f, source);
  std::int64_t count = 0;
  if (__builtin_sub_overflow(local, offset * microseconds_per_second, &count) ||
      !in_timestamp_range(count))
    source.fail_range();
  return {count};
}

std::optional<std::int32_t> zone_offset(std::string_view abbreviation) noexcept {
  for (auto const& z : detail::zone_abbreviations)
    if (z.name == abbreviation) return z.minutes * 60;
  return {};
}

}  // namespace helios::types
