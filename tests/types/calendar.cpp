// The calendar against std::chrono's, and the parts chrono does not have against PostgreSQL's.
#include <helios/types/calendar.hpp>

#include "random.hpp"

#include <chrono>

using namespace helios::types;

TEST_CASE("days and civil dates are inverse and agree with std::chrono", "[types]") {
  HELIOS_RANDOM(random, 90);
  namespace c = std::chrono;
  auto const check = [](std::int64_t days) {
    civil_date const d = civil_from_days(days);
    REQUIRE(days_from_civil(d.year, d.month, d.day) == days);
    REQUIRE(
        (d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days_in_month(d.year, d.month)));
    if (d.year < -32767 || d.year > 32767) return;
    c::sys_days const there{c::days{days + unix_to_2000_days}};
    c::year_month_day const ymd{there};
    REQUIRE((int(ymd.year()) == d.year && unsigned(ymd.month()) == unsigned(d.month) &&
             unsigned(ymd.day()) == unsigned(d.day)));
    REQUIRE(c::weekday{there}.c_encoding() == unsigned(day_of_week(days)));
    REQUIRE(ymd.year().is_leap() == is_leap_year(d.year));
  };
  for (std::int64_t days = -200'000; days != 200'000; ++days) check(days);
  for (int i = 0; i != 50'000; ++i) check(random.between(-2'451'545, 2'145'031'948));
}

TEST_CASE("ISO weeks", "[types]") {
  auto const week = [](std::int32_t y, std::int32_t m, std::int32_t d) {
    iso_week const w = iso_week_of(days_from_civil(y, m, d));
    return w.year * 100 + w.week;
  };
  CHECK(week(2005, 1, 1) == 200453);
  CHECK(week(2006, 1, 1) == 200552);
  CHECK(week(2008, 12, 30) == 200901);
  CHECK(week(2012, 12, 31) == 201301);
  CHECK(week(2020, 12, 31) == 202053);
  CHECK(day_of_year(days_from_civil(2024, 12, 31)) == 366);
  HELIOS_RANDOM(random, 91);
  for (int i = 0; i != 2000; ++i) {
    std::int64_t const year = random.between(-4000, 9000), start = iso_year_start(year);
    CHECK((day_of_week(start) == 1 && iso_week_of(start).year == year &&
           iso_week_of(start).week == 1));
    CHECK(iso_week_of(start - 1).year == year - 1);
  }
}
