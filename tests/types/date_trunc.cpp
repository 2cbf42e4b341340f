// The start of units of time; expected values are PostgreSQL 15's.
#include <helios/types/date_trunc.hpp>

#include <helios/types/interval_text.hpp>
#include <helios/types/temporal_text.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("date_trunc goes to the start of the unit", "[types]") {
  struct {
    char const *unit, *shown;
  } const cases[] = {
      {"millisecond", "2025-08-17 13:14:15.678"},
      {"second", "2025-08-17 13:14:15"},
      {"minute", "2025-08-17 13:14:00"},
      {"hour", "2025-08-17 13:00:00"},
      {"day", "2025-08-17 00:00:00"},
      {"week", "2025-08-11 00:00:00"},
      {"month", "2025-08-01 00:00:00"},
      {"quarter", "2025-07-01 00:00:00"},
      {"year", "2025-01-01 00:00:00"},
      {"decade", "2020-01-01 00:00:00"},
      {"century", "2001-01-01 00:00:00"},
      {"millennium", "2001-01-01 00:00:00"},
  };
  timestamp const t = parse_timestamp("2025-08-17 13:14:15.6789");
  for (auto const& c : cases) {
    CAPTURE(c.unit);
    CHECK(to_text(date_trunc(c.unit, t)) == c.shown);
  }
  CHECK(to_text(date_trunc("day", parse_timestamp_tz("2025-08-17 23:30Z"), {.utc_offset = 7200})) ==
        "2025-08-17 22:00:00+00");
  CHECK(to_text(date_trunc("hour", parse_interval("3 days 02:47:33"))) == "3 days 02:00:00");
  CHECK(to_text(date_trunc("quarter", parse_interval("14 mons 3 days"))) == "1 year");

  HELIOS_RANDOM(random, 130);
  for (int i = 0; i != 5000; ++i) {
    timestamp const any{random.between(-60'000'000'000, 250'000'000'000) * 1'000'000};
    timestamp coarser = any;
    for (char const* const unit :
         {"second", "minute", "hour", "day", "month", "quarter", "year", "decade"}) {
      timestamp const start = date_trunc(unit, any);
      CHECK((start <= coarser && date_trunc(unit, start) == start));
      coarser = start;
    }
  }
}

TEST_CASE("what cannot be cut", "[types]") {
  HELIOS_CHECK_ERROR("22023", "unit \"dow\" not recognized for type timestamp without time zone",
                     date_trunc("dow", timestamp{}));
  HELIOS_CHECK_ERROR("0A000", "unit \"week\" not supported for type interval",
                     date_trunc("week", interval{}));
  HELIOS_CHECK_ERROR("22008", "timestamp out of range",
                     date_trunc("century", timestamp{first_instant}));
  CHECK(date_trunc("hour", timestamp::infinity()) == timestamp::infinity());
}
