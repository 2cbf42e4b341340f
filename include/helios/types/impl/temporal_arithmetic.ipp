// helios/types/impl/temporal_arithmetic.ipp -- every sum is checked where it is made.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/impl/instant_range.hpp>
#include <helios/types/temporal_arithmetic.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace helios::types {

namespace detail {

[[noreturn]] inline void throw_date_range() {
  throw error(errc::datetime_field_overflow, "date out of range");
}
[[noreturn]] inline void throw_interval_range() {
  throw error(errc::datetime_field_overflow, "interval out of range");
}

inline date checked_date(std::int64_t days) {
  if (!in_date_range(days)) throw_date_range();
  return {static_cast<std::int32_t>(days)};
}
inline std::int64_t add_to_instant(std::int64_t count, interval v) {
  if (v.months != 0) {
    std::int64_t const days = floor_div(count, microseconds_per_day);
    civil_date const c = civil_from_days(days);
    std::int64_t const months = std::int64_t{c.year} * months_per_year + c.month - 1 + v.months;
    std::int64_t const year = floor_div(months, months_per_year);
    auto const month = static_cast<std::int32_t>(months - year * months_per_year) + 1;
    std::int64_t const reached =
        days_from_civil(year, month, std::min(c.day, days_in_month(year, month)));
    std::int64_t moved = 0;
    if (__builtin_mul_overflow(reached, microseconds_per_day, &moved)) throw_timestamp_range();
    count = checked_sum(moved, time_within_day(count));
  }
  if (v.days != 0) count = checked_sum(count, v.days * microseconds_per_day);
  return checked_sum(count, v.microseconds);
}

/// The interval with its sign turned, where subtracting must not fail for the least numbers.
inline std::int64_t subtract_from_instant(std::int64_t count, interval v) {
  return add_to_instant(count, -v);
}

inline std::int64_t offset_of(time_context const& context) noexcept {
  return context.utc_offset * microseconds_per_second;
}

inline interval difference(std::int64_t a, std::int64_t b, bool finite) {
  if (!finite) throw error(errc::datetime_field_overflow, "cannot subtract infinite timestamps");
  std::int64_t count = 0;
  if (__builtin_sub_overflow(a, b, &count)) throw_interval_range();
  return justify_hours({count, 0, 0});
}

template <class T>
T checked(double v, double limit) {
  if (!(v > -limit && v < limit)) throw_interval_range();  // NaN is not inside either
  return static_cast<T>(v);
}

/// v * factor or v / factor: `scaled` maps one field. PostgreSQL's cascade, to the microsecond.
template <class Scale>
interval scale_interval(interval v, Scale scaled) {
  auto const to_microsecond = [](double x) { return std::rint(x * 1e6) / 1e6; };
  constexpr double most = 2147483648.0, seconds_per_day = 86400;
  interval r;
  double const months = scaled(v.months), days = scaled(v.days);
  r.months = checked<std::int32_t>(months, most);
  r.days = checked<std::int32_t>(days, most);
  double const month_days = to_microsecond((months - r.months) * days_per_month);
  double const whole_month_days = std::trunc(month_days);
  double seconds =
      to_microsecond((days - r.days + month_days - whole_month_days) * seconds_per_day);
  double carried = 0;
  if (std::abs(seconds) >= seconds_per_day) {  // 1.9999999 days make two
    carried = std::trunc(seconds / seconds_per_day);
    seconds -= carried * seconds_per_day;
  }
  r.days = checked<std::int32_t>(r.days + carried + whole_month_days, most);
  r.microseconds = checked<std::int64_t>(
      std::rint(scaled(static_cast<double>(v.microseconds)) + seconds * 1e6), 0x1p63);
  return r;
}

}  // namespace detail

date operator+(date d, std::int32_t days) {
  return d.finite() ? detail::checked_date(std::int64_t{d.count} + days) : d;
}
date operator-(date d, std::int32_t days) {
  return d.finite() ? detail::checked_date(std::int64_t{d.count} - days) : d;
}

std::int32_t operator-(date a, date b) {
  if (!a.finite() || !b.finite())
    throw error(errc::datetime_field_overflow, "cannot subtract infinite dates");
  std::int32_t days = 0;  // the whole range of dates is less than 2^31 days wide
  if (__builtin_sub_overflow(a.count, b.count, &days)) detail::throw_date_range();
  return days;
}

timestamp operator+(date d, time_of_day t) {
  timestamp const midnight = to_timestamp(d);
  return midnight.finite() ? timestamp{detail::checked_sum(midnight.count, t.count)} : midnight;
}
timestamp operator+(date d, interval v) { return to_timestamp(d) + v; }
timestamp operator-(date d, interval v) { return to_timestamp(d) - v; }

timestamp operator+(timestamp t, interval v) {
  return t.finite() ? timestamp{detail::add_to_instant(t.count, v)} : t;
}
timestamp operator-(timestamp t, interval v) {
  return t.finite() ? timestamp{detail::subtract_from_instant(t.count, v)} : t;
}

timestamp_tz add(timestamp_tz t, interval v, time_context const& context) {
  if (!t.finite()) return t;
  if (v.months == 0) return {detail::add_to_instant(t.count, v)};  // no calendar, so no clock
  std::int64_t const offset = detail::offset_of(context);
  std::int64_t local = 0;
  if (__builtin_add_overflow(t.count, offset, &local)) detail::throw_timestamp_range();
  return {detail::checked_sum(detail::add_to_instant(local, v), -offset)};
}
timestamp_tz subtract(timestamp_tz t, interval v, time_context const& context) {
  return add(t, -v, context);
}

interval operator-(timestamp a, timestamp b) {
  return detail::difference(a.count, b.count, a.finite() && b.finite());
}
interval operator-(timestamp_tz a, timestamp_tz b) {
  return detail::difference(a.count, b.count, a.finite() && b.finite());
}

time_of_day operator+(time_of_day t, interval v) noexcept {
  return {time_within_day(t.count % microseconds_per_day + v.microseconds % microseconds_per_day)};
}
time_of_day operator-(time_of_day t, interval v) noexcept {
  return {time_within_day(t.count % microseconds_per_day - v.microseconds % microseconds_per_day)};
}

interval operator-(interval v) { return interval{} - v; }

interval operator+(interval a, interval b) {
  interval r;
  if (__builtin_add_overflow(a.months, b.months, &r.months) ||
      __builtin_add_overflow(a.days, b.days, &r.days) ||
      __builtin_add_overflow(a.microseconds, b.microseconds, &r.microseconds))
    detail::throw_interval_range();
  return r;
}

interval operator-(interval a, interval b) {
  interval r;
  if (__builtin_sub_overflow(a.months, b.months, &r.months) ||
      __builtin_sub_overflow(a.days, b.days, &r.days) ||
      __builtin_sub_overflow(a.microseconds, b.microseconds, &r.microseconds))
    detail::throw_interval_range();
  return r;
}

interval operator*(interval v, double factor) {
  return detail::scale_interval(v, [factor](double field) { return field * factor; });
}

interval operator/(interval v, double divisor) {
  if (divisor == 0) throw error(errc::division_by_zero, "division by zero");
  return detail::scale_interval(v, [divisor](double field) { return field / divisor; });
}

interval justify_hours(interval v) {
  std::int64_t const whole = v.microseconds / microseconds_per_day;
  v.microseconds -= whole * microseconds_per_day;
  if (__builtin_add_overflow(v.days, whole, &v.days)) detail::throw_interval_range();
  if (v.days > 0 && v.microseconds < 0) {
    v.microseconds += microseconds_per_day;
    --v.days;
  } else if (v.days < 0 && v.microseconds > 0) {
    v.microseconds -= microseconds_per_day;
    ++v.days;
  }
  return v;
}

interval justify_days(interval v) {
  std::int32_t const whole = v.days / days_per_month;
  v.days -= whole * days_per_month;
  if (__builtin_add_overflow(v.months, whole, &v.months)) detail::throw_interval_range();
  if (v.months > 0 && v.days < 0) {
    v.days += days_per_month;
    --v.months;
  } else if (v.months < 0 && v.days > 0) {
    v.days -= days_per_month;
    ++v.months;
  }
  return v;
}

interval justify_interval(interval v) {
  std::int64_t days = v.days + v.microseconds / microseconds_per_day;
  std::int64_t time = v.microseconds % microseconds_per_day;
  std::int64_t months = v.months + days / days_per_month;
  days %= days_per_month;
  if (months > 0 && (days < 0 || (days == 0 && time < 0))) {
    days += days_per_month;
    --months;
  } else if (months < 0 && (days > 0 || (days == 0 && time > 0))) {
    days -= days_per_month;
    ++months;
  }
  if (days > 0 && time < 0) {
    time += microseconds_per_day;
    --days;
  } else if (days < 0 && time > 0) {
    time -= microseconds_per_day;
    ++days;
  }
  if (months != static_cast<std::int32_t>(months)) detail::throw_interval_range();
  return {time, static_cast<std::int32_t>(days), static_cast<std::int32_t>(months)};
}

interval age(timestamp a, timestamp b) {
  if (!a.finite() || !b.finite())
    throw error(errc::datetime_field_overflow, "timestamp out of range");
  if (a < b) return -age(b, a);
  std::int64_t const day_a = floor_div(a.count, microseconds_per_day),
                     day_b = floor_div(b.count, microseconds_per_day);
  civil_date const x = civil_from_days(day_a), y = civil_from_days(day_b);
  std::int64_t time = time_within_day(a.count) - time_within_day(b.count);
  std::int32_t days = x.day - y.day;
  std::int32_t months = (x.year - y.year) * months_per_year + x.month - y.month;
  if (time < 0) {
    time += microseconds_per_day;
    --days;
  }
  if (days < 0) {  // the month that began at the earlier moment lends its days
    days += days_in_month(y.year, y.month);
    --months;
  }
  return {time, days, months};
}

timestamp to_timestamp(date d) {
  if (!d.finite()) return d.count < 0 ? timestamp::minus_infinity() : timestamp::infinity();
  if (d.count < first_day || d.count >= end_of_instants / microseconds_per_day)
    throw error(errc::datetime_field_overflow, "date out of range for timestamp");
  return {d.count * microseconds_per_day};
}

timestamp_tz to_timestamp_tz(date d, time_context const& context) {
  return to_timestamp_tz(to_timestamp(d), context);
}

date to_date(timestamp t) noexcept {
  if (!t.finite()) return t.count < 0 ? date::minus_infinity() : date::infinity();
  return {static_cast<std::int32_t>(floor_div(t.count, microseconds_per_day))};
}

timestamp_tz to_timestamp_tz(timestamp t, time_context const& context) {
  if (!t.finite()) return {t.count};
  return {detail::checked_sum(t.count, -detail::offset_of(context))};
}

timestamp to_timestamp(timestamp_tz t, time_context const& context) {
  if (!t.finite()) return {t.count};
  return {detail::checked_sum(t.count, detail::offset_of(context))};
}

time_of_day to_time(timestamp t) noexcept { return {time_within_day(t.count)}; }
time_of_day to_time(interval v) noexcept { return to_time(timestamp{v.microseconds}); }

std::int64_t round_microseconds(std::int64_t count, std::int32_t digits) noexcept {
  HELIOS_EXPECTS(digits >= 0 && digits <= 6);
  std::int64_t unit = 1;
  for (; digits != 6; ++digits) unit *= 10;
  std::int64_t const rest = count % unit;
  std::int64_t const cut = count - rest;
  if (rest >= unit - rest && rest != 0) return cut + unit;
  if (-rest >= unit + rest && rest != 0) return cut - unit;
  return cut;
}

}  // namespace helios::types
