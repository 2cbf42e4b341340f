// helios/types/impl/temporal_print.ipp -- PostgreSQL's ISO style.
#pragma once

#include <helios/types/temporal_text.hpp>

namespace helios::types {

namespace detail {

inline char* put_date(char* out, civil_date d) noexcept {
  out = put_number(out, static_cast<std::uint64_t>(d.year > 0 ? d.year : 1 - std::int64_t{d.year}),
                   4);
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(d.month));
  *out++ = '-';
  return put_two(out, static_cast<unsigned>(d.day));
}
inline char* put_era(char* out, civil_date d) noexcept {
  return d.year > 0 ? out : put(out, " BC");
}

inline char* put_time(char* out, std::int64_t count) noexcept {
  auto const seconds = static_cast<unsigned>(count / microseconds_per_second);
  out = put_two(out, seconds / 3600);
  *out++ = ':';
  out = put_two(out, seconds / 60 % 60);
  *out++ = ':';
  out = put_two(out, seconds % 60);
  return put_fraction(out, static_cast<unsigned>(count % microseconds_per_second));
}

inline char* put_offset(char* out, std::int32_t seconds) noexcept {
  *out++ = seconds < 0 ? '-' : '+';
  auto const size = static_cast<unsigned>(seconds < 0 ? -seconds : seconds);
  out = put_two(out, size / 3600);
  if (size % 3600 == 0) return out;
  *out++ = ':';
  out = put_two(out, size / 60 % 60);
  if (size % 60 == 0) return out;
  *out++ = ':';
  return put_two(out, size % 60);
}

inline char* put_infinity(char* out, bool positive) noexcept {
  return put(out, positive ? "infinity" : "-infinity");
}

}  // namespace detail

char* print(date d, char* out) noexcept {
  if (!d.finite()) return detail::put_infinity(out, d.count > 0);
  civil_date const c = civil_from_days(d.count);
  return detail::put_era(detail::put_date(out, c), c);
}

char* print(time_of_day t, char* out) noexcept { return detail::put_time(out, t.count); }

char* print(timestamp t, char* out) noexcept {
  using namespace detail;
  if (!t.finite()) return put_infinity(out, t.count > 0);
  std::int64_t const days = floor_div(t.count, microseconds_per_day);
  civil_date const c = civil_from_days(days);
  out = put_date(out, c);
  *out++ = ' ';
  return put_era(put_time(out, time_within_day(t.count)), c);
}

char* print(timestamp_tz t, char* out, std::int32_t utc_offset) noexcept {
  using namespace detail;
  if (!t.finite()) return put_infinity(out, t.count > 0);
  // The offset may lead past what an int64 holds: days and the time of day are moved apart from
  // each other.
  std::int64_t days = floor_div(t.count, microseconds_per_day);
  std::int64_t time = time_within_day(t.count) + utc_offset * microseconds_per_second;
  std::int64_t const carried = floor_div(time, microseconds_per_day);
  days += carried;
  time -= carried * microseconds_per_day;
  civil_date const c = civil_from_days(days);
  out = put_date(out, c);
  *out++ = ' ';
  return put_era(put_offset(put_time(out, time), utc_offset), c);
}

}  // namespace helios::types
