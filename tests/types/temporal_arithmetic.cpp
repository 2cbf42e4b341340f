// Sums and differences of dates, times and intervals; expected values are PostgreSQL 15's.
#include <helios/types/temporal_arithmetic.hpp>

#include <helios/types/interval_text.hpp>
#include <helios/types/temporal_text.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

namespace {
timestamp ts(char const* text) { return parse_timestamp(text); }
interval iv(char const* text) { return parse_interval(text); }
}  // namespace

TEST_CASE("moments and intervals", "[types]") {
  CHECK(to_text(ts("2025-01-31") + iv("1 month")) == "2025-02-28 00:00:00");
  CHECK(to_text(ts("2024-01-31") + iv("1 month")) == "2024-02-29 00:00:00");
  CHECK(to_text(ts("2025-03-31") - iv("1 month")) == "2025-02-28 00:00:00");
  CHECK(to_text(ts("2024-02-29") + iv("1 year")) == "2025-02-28 00:00:00");
  CHECK(to_text(ts("0001-01-01") - iv("1 day")) == "0001-12-31 00:00:00 BC");
  CHECK(to_text(ts("2025-01-01 00:00:01") - ts("2024-12-01")) == "31 days 00:00:01");
  CHECK(to_text(ts("2024-12-01") - ts("2025-01-01 00:00:01")) == "-31 days -00:00:01");
  CHECK(to_text(ts("infinity") + iv("1 day")) == "infinity");
  CHECK(to_text(add(parse_timestamp_tz("2025-01-31 23:30Z"), iv("1 month"),
                    {.utc_offset = 3600})) == "2025-02-28 23:30:00+00");
  CHECK(to_text(parse_date("2025-01-15") + 30) == "2025-02-14");
  CHECK(parse_date("2025-03-01") - parse_date("2024-03-01") == 365);
  CHECK(to_text(parse_date("2025-01-15") + parse_time("10:00")) == "2025-01-15 10:00:00");
  CHECK(to_text(parse_time("23:00") + iv("2 hours")) == "01:00:00");
  CHECK(to_text(parse_time("01:00") - iv("3 days 2 hours")) == "23:00:00");
  CHECK(to_text(parse_time("01:00") - parse_time("02:00")) == "-01:00:00");
}

TEST_CASE("intervals among themselves", "[types]") {
  CHECK(to_text(iv("1 mon 1 day") * 1.5) == "1 mon 16 days 12:00:00");
  CHECK(to_text(iv("2 years") / 7) == "3 mons 12 days 20:34:17.1552");
  CHECK(to_text(iv("1 day") / 3) == "08:00:00");
  CHECK(to_text(-iv("1 mon -2 days 03:00")) == "-1 mons +2 days -03:00:00");
  CHECK(to_text(justify_hours(iv("27:00:00"))) == "1 day 03:00:00");
  CHECK(to_text(justify_days(iv("35 days"))) == "1 mon 5 days");
  CHECK(to_text(justify_interval(iv("1 mon -1 hour"))) == "29 days 23:00:00");
  CHECK(to_text(justify_interval(iv("-1 mon 45 days 30:00"))) == "16 days 06:00:00");
  CHECK(to_text(age(ts("2001-04-10"), ts("1957-06-13"))) == "43 years 9 mons 27 days");
  CHECK(to_text(age(ts("2025-03-31"), ts("2025-02-28"))) == "1 mon 3 days");
  CHECK(to_text(age(ts("1957-06-13"), ts("2001-04-10"))) == "-43 years -9 mons -27 days");
  CHECK(round_microseconds(1'499'999, 0) == 1'000'000);
  CHECK(round_microseconds(-1'500'000, 0) == -2'000'000);
  CHECK(round_microseconds(1'234'567, 3) == 1'235'000);
}

TEST_CASE("what leaves a range is refused", "[types]") {
  HELIOS_CHECK_ERROR("22008", "timestamp out of range", ts("294276-12-31") + iv("1 day"));
  HELIOS_CHECK_ERROR("22008", "timestamp out of range", ts("2025-01-01") + iv("178956970 years"));
  HELIOS_CHECK_ERROR("22008", "timestamp out of range", ts("4714-11-24 BC") - iv("1 us"));
  HELIOS_CHECK_ERROR("22008", "date out of range", parse_date("5874897-12-31") + 5);
  HELIOS_CHECK_ERROR("22008", "date out of range for timestamp",
                     to_timestamp(parse_date("300000-01-01")));
  HELIOS_CHECK_ERROR("22008", "interval out of range", iv("178956970 years") * 2);
  HELIOS_CHECK_ERROR("22008", "interval out of range",
                     iv("1 day") * std::numeric_limits<double>::quiet_NaN());
  HELIOS_CHECK_ERROR("22008", "interval out of range",
                     iv("2000000000 days") + iv("2000000000 days"));
  HELIOS_CHECK_ERROR("22012", "division by zero", iv("1 day") / 0);
  HELIOS_CHECK_ERROR("22008", "cannot subtract infinite timestamps",
                     ts("infinity") - ts("2025-01-01"));
  HELIOS_CHECK_ERROR("22008", "cannot subtract infinite dates", date::infinity() - date{0});
}

TEST_CASE("laws of moments and intervals", "[types]") {
  HELIOS_RANDOM(random, 120);
  for (int i = 0; i != 20000; ++i) {
    timestamp const a{random.between(-1'000'000'000, 9'000'000'000) * 1'000'000 +
                      random.between(0, 999'999)};
    timestamp const b{random.between(-1'000'000'000, 9'000'000'000) * 1'000'000};
    CHECK(b + (a - b) == a);
    CHECK(to_date(a) + to_time(a) == a);
    interval const between = age(a, b);
    CAPTURE(to_text(a), to_text(b), to_text(between));
    CHECK((a < b || (between.months >= 0 && between.days >= 0 && between.days <= 30 &&
                     between.microseconds >= 0)));
    CHECK(from_unix(to_unix(timestamp_tz{a.count})).count == a.count);
    interval const v{random.spread() / 10'000, static_cast<std::int32_t>(random.spread() >> 40),
                     static_cast<std::int32_t>(random.spread() >> 40)};
    for (interval const j : {justify_hours(v), justify_days(v), justify_interval(v)}) CHECK(j == v);
    CHECK((v + v).same_fields(v * 2));
  }
}
