// Fields of moments and intervals; expected values are PostgreSQL 15's.
#include <helios/types/temporal_parts.hpp>

#include <helios/types/decimal_text.hpp>
#include <helios/types/interval_text.hpp>
#include <helios/types/temporal_text.hpp>

#include "random.hpp"

#include <limits>

using namespace helios;
using namespace helios::types;

TEST_CASE("parts of a timestamp", "[types]") {
  struct {
    char const *unit, *text, *value;
  } const cases[] = {
      {"year", "2025-07-05 13:14:15.6789", "2025"},
      {"month", "2025-07-05", "7"},
      {"DAY", "2025-07-05", "5"},
      {"hour", "2025-07-05 13:14:15.6789", "13"},
      {"minute", "2025-07-05 13:14:15", "14"},
      {"second", "2025-07-05 13:14:15.6789", "15.678900"},
      {"milliseconds", "2025-07-05 13:14:15.6789", "15678.900"},
      {"microseconds", "2025-07-05 13:14:15.6789", "15678900"},
      {"quarter", "2025-07-05", "3"},
      {"week", "2025-01-01", "1"},
      {"isoyear", "2024-12-31", "2025"},
      {"dow", "2025-07-06", "0"},
      {"isodow", "2025-07-06", "7"},
      {"doy", "2024-12-31", "366"},
      {"epoch", "2025-01-01 00:00:00.5", "1735689600.500000"},
      {"julian", "2025-01-01 06:00", "2460677.25000000000000000000"},
      {"century", "2000-12-31", "20"},
      {"century", "2001-01-01", "21"},
      {"millennium", "2001-01-01", "3"},
      {"decade", "1999-01-01", "199"},
      {"year", "0100-01-01 BC", "-100"},
      {"century", "0100-01-01 BC", "-1"},
      {"decade", "0005-01-01 BC", "-1"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.unit, c.text);
    CHECK(to_text(*extract(c.unit, parse_timestamp(c.text))) == c.value);
    CHECK(*date_part(c.unit, parse_timestamp(c.text)) == to_double(parse_decimal(c.value)));
  }
}

TEST_CASE("parts of the other types, and of none", "[types]") {
  CHECK(to_text(*extract("epoch", parse_interval("1 year 2 mons 3 days 4.5 s"))) ==
        "37000804.500000");
  CHECK(to_text(*extract("quarter", parse_interval("-7 mons"))) == "-1");
  CHECK(to_text(*extract("hour", parse_interval("100:30"))) == "100");
  CHECK(to_text(*extract("epoch", parse_time("10:00:01.5"))) == "36001.500000");
  CHECK(to_text(*extract("timezone", timestamp_tz{0}, {.utc_offset = -12600})) == "-12600");
  CHECK(to_text(*extract("timezone_minute", timestamp_tz{0}, {.utc_offset = -12600})) == "-30");
  CHECK(to_text(*extract("hour", timestamp_tz{0}, {.utc_offset = 7200})) == "2");
  CHECK(*date_part("hour", parse_date("2025-01-01")) == 0);
  CHECK_FALSE(extract("month", date::infinity()));
  CHECK(*date_part("epoch", timestamp::minus_infinity()) ==
        -std::numeric_limits<double>::infinity());
  HELIOS_CHECK_ERROR("22003", "an infinite moment has no such number",
                     extract("year", date::infinity()));
  HELIOS_CHECK_ERROR("22023", "unit \"foo\" not recognized for type timestamp without time zone",
                     extract("Foo", timestamp{}));
  HELIOS_CHECK_ERROR("0A000", "unit \"hour\" not supported for type date", extract("hour", date{}));
  HELIOS_CHECK_ERROR("0A000", "unit \"week\" not supported for type interval",
                     extract("week", interval{}));
  HELIOS_CHECK_ERROR("0A000", "unit \"day\" not supported for type time without time zone",
                     extract("day", time_of_day{}));
}
