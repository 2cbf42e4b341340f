// Intervals from and to text; expected texts and errors are PostgreSQL 15's.
#include <helios/types/interval_text.hpp>

#include "random.hpp"

#include <limits>

using namespace helios;
using namespace helios::types;

TEST_CASE("intervals: parse undoes print, field by field", "[types]") {
  HELIOS_RANDOM(random, 110);
  for (int i = 0; i != 30000; ++i) {
    interval const v{random.spread() / 4, static_cast<std::int32_t>(random.spread() >> 33),
                     static_cast<std::int32_t>(random.spread() >> 33)};
    CAPTURE(to_text(v));
    CHECK(parse_interval(to_text(v)).same_fields(v));
    CHECK(to_interval(to_int128(v)).same_fields(v));
  }
  constexpr auto least = std::numeric_limits<std::int32_t>::min();
  interval const lowest{std::numeric_limits<std::int64_t>::min(), least, least};
  CHECK(to_text(lowest).size() <= 66);
  CHECK(to_text(lowest) == "-178956970 years -8 mons -2147483648 days -2562047788:00:54.775808");
}

TEST_CASE("interval input", "[types]") {
  struct {
    char const *text, *shown;
  } const cases[] = {
      {"1 day 2 hours", "1 day 02:00:00"},
      {"1 year 2 mons", "1 year 2 mons"},
      {"P1Y2M3DT4H5M6.5S", "1 year 2 mons 3 days 04:05:06.5"},
      {"1-2", "1 year 2 mons"},
      {"-1-2", "-1 years -2 mons"},
      {"04:05:06", "04:05:06"},
      {"-04:05", "-04:05:00"},
      {"1 day 2 hours ago", "-1 days -02:00:00"},
      {"@ 1 minute", "00:01:00"},
      {"3 4:05:06", "3 days 04:05:06"},
      {"1.5 years", "1 year 6 mons"},
      {"1.5 mons", "1 mon 15 days"},
      {"1.5 days", "1 day 12:00:00"},
      {"1.5 weeks", "10 days 12:00:00"},
      {"90", "00:01:30"},
      {"1.5", "00:00:01.5"},
      {"1h30m", "01:30:00"},
      {"1 century 2 decades", "120 years"},
      {"2 ms 3 us", "00:00:00.002003"},
      {"P2W", "14 days"},
      {"P0001-02-03T04:05:06", "1 year 2 mons 3 days 04:05:06"},
      {"-1 days +02:03", "-1 days +02:03:00"},
      {"1-2 3 4:05", "1 year 2 mons 3 days 04:05:00"},
      {"0", "00:00:00"},
      {"1 mon -1 day", "1 mon -1 days"},
      {"100:00:00", "100:00:00"},
      {"1:02.5", "00:01:02.5"},
      {"-.5 s", "-00:00:00.5"},
      {"1 Week", "7 days"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.text);
    CHECK(to_text(parse_interval(c.text)) == c.shown);
  }
  for (char const* const bad : {"", "x", "1 fortnight", "1 day 2 days", "1 2", "day", "ago",
                                "1:2:3 4 hours", "P1S", "PT1D", "1 -", "2025-01-15", "P", "1:"})
    HELIOS_CHECK_ERROR("22007",
                       "invalid input syntax for type interval: \"" + std::string(bad) + '"',
                       parse_interval(bad));
  HELIOS_CHECK_ERROR("22015", "interval field value out of range: \"9999999999 days\"",
                     parse_interval("9999999999 days"));
  HELIOS_CHECK_ERROR("22015", "interval field value out of range: \"1-12\"",
                     parse_interval("1-12"));
  HELIOS_CHECK_ERROR("22015", "interval field value out of range: \"10:60\"",
                     parse_interval("10:60"));
  HELIOS_CHECK_ERROR("22008", "interval out of range", parse_interval("200000000 years"));
}

TEST_CASE("intervals compare by their length", "[types]") {
  auto const v = [](char const* text) { return parse_interval(text); };
  CHECK(v("1 month") == v("30 days"));
  CHECK(v("1 day") == v("24:00:00"));
  CHECK(v("1 month") < v("31 days"));
  CHECK(v("1 year") == v("360 days"));
  CHECK(v("-1 day") < v("0"));
}
