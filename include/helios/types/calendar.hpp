// helios/types/calendar.hpp -- the proleptic Gregorian calendar: days to civil dates and back.
//
// Shape     days count from 2000-01-01, PostgreSQL's zero: only so does an int64 of microseconds
//           reach 294276 AD. Years are astronomical: 0 is 1 BC, -1 is 2 BC.
// Cost      no loop, no table
// Source    the era arithmetic of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"
#pragma once

#include <cstdint>

namespace helios::types {

struct civil_date {
  std::int32_t year = 2000;
  std::int32_t month = 1;  // 1 .. 12
  std::int32_t day = 1;    // 1 .. 31
  friend constexpr bool operator==(civil_date const&, civil_date const&) = default;
};

/// Days from 1970-01-01 to 2000-01-01: between helios::microseconds and the types here.
inline constexpr std::int64_t unix_to_2000_days = 10'957;
/// Julian day number of 2000-01-01 (at noon, as astronomers count; extract(julian) uses midnight).
inline constexpr std::int64_t julian_day_of_2000 = 2'451'545;

[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

[[nodiscard]] constexpr bool is_leap_year(std::int64_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
[[nodiscard]] constexpr std::int32_t days_in_month(std::int64_t year, std::int32_t month) noexcept {
  return month == 2 ? 28 + (is_leap_year(year) ? 1 : 0) : 30 + ((month + (month >> 3)) & 1);
}

// Both count years from March, so that the leap day comes last, in eras of 400 years, all alike.
inline constexpr std::int64_t days_per_era = 146'097;
inline constexpr std::int64_t days_from_era_zero = 730'425;  // 0000-03-01 to 2000-01-01

/// Requires 1 <= month <= 12; day may lie outside its month.
[[nodiscard]] constexpr std::int64_t days_from_civil(std::int64_t year, std::int32_t month,
                                                     std::int64_t day) noexcept {
  std::int64_t const y = month <= 2 ? year - 1 : year;
  std::int64_t const era = floor_div(y, 400), year_of_era = y - era * 400;
  std::int64_t const day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  std::int64_t const day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * days_per_era + day_of_era - days_from_era_zero;
}

[[nodiscard]] constexpr civil_date civil_from_days(std::int64_t days) noexcept {
  std::int64_t const z = days + days_from_era_zero;
  std::int64_t const era = floor_div(z, days_per_era), day_of_era = z - era * days_per_era;
  std::int64_t const year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::int64_t const day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  auto const shifted = static_cast<std::int32_t>((5 * day_of_year + 2) / 153);  // 0 is March
  std::int32_t const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), month,
          static_cast<std::int32_t>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

/// 0 is Sunday.
[[nodiscard]] constexpr std::int32_t day_of_week(std::int64_t days) noexcept {
  std::int64_t const d = (days + 6) % 7;  // 2000-01-01 was a Saturday
  return static_cast<std::int32_t>(d < 0 ? d + 7 : d);
}
/// 1 .. 366.
[[nodiscard]] constexpr std::int32_t day_of_year(std::int64_t days) noexcept {
  return static_cast<std::int32_t>(days - days_from_civil(civil_from_days(days).year, 1, 1)) + 1;
}

/// ISO 8601: weeks begin on Monday; the first of a year holds its first Thursday.
struct iso_week {
  std::int32_t year = 0;
  std::int32_t week = 0;
};
[[nodiscard]] constexpr iso_week iso_week_of(std::int64_t days) noexcept {
  std::int64_t const thursday = days + 3 - (day_of_week(days) + 6) % 7;
  return {civil_from_days(thursday).year, (day_of_year(thursday) - 1) / 7 + 1};
}
/// The Monday that begins the first ISO week of a year.
[[nodiscard]] constexpr std::int64_t iso_year_start(std::int64_t year) noexcept {
  std::int64_t const fourth = days_from_civil(year, 1, 4);
  return fourth - (day_of_week(fourth) + 6) % 7;
}

}  // namespace helios::types
