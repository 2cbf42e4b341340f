// Dates and times from and to text; expected texts and errors are PostgreSQL 15's.
#include <helios/types/temporal_text.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("dates and times: parse undoes print", "[types]") {
  HELIOS_RANDOM(random, 100);
  for (int i = 0; i != 30000; ++i) {
    date const d{static_cast<std::int32_t>(random.between(first_day, end_of_dates - 1))};
    time_of_day const t{random.between(0, microseconds_per_day)};
    std::int64_t const unit = random.coin() ? 1 : microseconds_per_second;
    timestamp const s{random.between(first_instant / unit, end_of_instants / unit - 1) * unit};
    CHECK(parse_date(to_text(d)) == d);
    CHECK(parse_time(to_text(t)) == t);
    CHECK(parse_timestamp(to_text(s)) == s);
    timestamp_tz const z{random.between(-1'000'000'000'000, 1'000'000'000'000) * 1000};
    auto const offset = static_cast<std::int32_t>(random.between(-57599, 57599));
    char text[text_capacity];
    std::string_view const shown(text, print(z, text, offset));
    CAPTURE(shown);
    CHECK(parse_timestamp_tz(shown) == z);
  }
  for (timestamp const s : {timestamp::infinity(), timestamp::minus_infinity(),
                            timestamp{first_instant}, timestamp{end_of_instants - 1}})
    CHECK(parse_timestamp(to_text(s)) == s);
  CHECK(parse_date(to_text(date::infinity())) == date::infinity());
  char text[text_capacity];  // the offset leads past the last instant
  CHECK(std::string_view(text, print(timestamp_tz{end_of_instants - 1}, text, 3600)) ==
        "294277-01-01 00:59:59.999999+01");
}

TEST_CASE("timestamp input", "[types]") {
  struct {
    char const *text, *shown;
  } const cases[] = {
      {"2025-01-15 12:00:00", "2025-01-15 12:00:00"},
      {"2025-01-15T12:00:00.5", "2025-01-15 12:00:00.5"},
      {"2025-01-15", "2025-01-15 00:00:00"},
      {"20250115T120000", "2025-01-15 12:00:00"},
      {" 2025-1-5 1:2:3 ", "2025-01-05 01:02:03"},
      {"2025-01-15 24:00:00", "2025-01-16 00:00:00"},
      {"2025-01-15 23:59:60", "2025-01-16 00:00:00"},
      {"1/15/2025 4:05 PM", "2025-01-15 16:05:00"},
      {"15 Jan 2025 12:30 am", "2025-01-15 00:30:00"},
      {"January 15, 2025", "2025-01-15 00:00:00"},
      {"Wed Jan 15 10:00:00 2025", "2025-01-15 10:00:00"},
      {"15-Jan-2025", "2025-01-15 00:00:00"},
      {"2025-Jan-15", "2025-01-15 00:00:00"},
      {"Jan-15-2025", "2025-01-15 00:00:00"},
      {"2025.015", "2025-01-15 00:00:00"},
      {"J2460691", "2025-01-15 00:00:00"},
      {"1/15/69", "2069-01-15 00:00:00"},
      {"1/15/70", "1970-01-15 00:00:00"},
      {"0044-03-15 BC", "0044-03-15 00:00:00 BC"},
      {"epoch", "1970-01-01 00:00:00"},
      {"-Infinity", "-infinity"},
      {"2025-01-15 12:00:00+05", "2025-01-15 12:00:00"},
      {"2025-01-15 00:00:00.9999999", "2025-01-15 00:00:01"},
      {"2025-01-15 12:00:00.123456", "2025-01-15 12:00:00.123456"},
      {"4714-11-24 00:00:00 BC", "4714-11-24 00:00:00 BC"},
      {"294276-12-31 23:59:59", "294276-12-31 23:59:59"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.text);
    CHECK(to_text(parse_timestamp(c.text)) == c.shown);
  }
}

TEST_CASE("timestamps with time zone, dates and times", "[types]") {
  CHECK(to_text(parse_timestamp_tz("2025-01-15 12:00:00+02")) == "2025-01-15 10:00:00+00");
  CHECK(to_text(parse_timestamp_tz("2025-01-15 12:00:00 -05:30")) == "2025-01-15 17:30:00+00");
  CHECK(to_text(parse_timestamp_tz("2025-01-15T12:00:00Z")) == "2025-01-15 12:00:00+00");
  CHECK(to_text(parse_timestamp_tz("2025-01-15 12:00 EST")) == "2025-01-15 17:00:00+00");
  CHECK(to_text(parse_timestamp_tz("2025-01-15 12:00", {.utc_offset = 7200})) ==
        "2025-01-15 10:00:00+00");
  char text[text_capacity];
  CHECK(std::string_view(text, print(timestamp_tz{0}, text, -12600)) ==
        "1999-12-31 20:30:00-03:30");
  CHECK(to_text(parse_date("2025-01-15 10:00")) == "2025-01-15");
  CHECK(to_text(parse_date("5874897-12-31")) == "5874897-12-31");
  CHECK(to_text(parse_time("040506.5")) == "04:05:06.5");
  CHECK(to_text(parse_time("4:05 pm")) == "16:05:00");
  CHECK(to_text(parse_time("allballs")) == "00:00:00");
  CHECK(to_text(parse_time("2025-01-15 10:20:30+01")) == "10:20:30");
}

TEST_CASE("words of the clock need one", "[types]") {
  time_context const context{.utc_offset = 3600, .now = parse_timestamp_tz("2025-01-15 23:30:00Z")};
  CHECK(to_text(parse_timestamp_tz("now", context)) == "2025-01-15 23:30:00+00");
  CHECK(to_text(parse_timestamp("now", context)) == "2025-01-16 00:30:00");
  CHECK(to_text(parse_date("today", context)) == "2025-01-16");
  CHECK(to_text(parse_date("yesterday", context)) == "2025-01-15");
  CHECK(to_text(parse_timestamp("tomorrow 04:00", context)) == "2025-01-17 04:00:00");
  CHECK(to_text(parse_time("now", context)) == "00:30:00");
  HELIOS_CHECK_ERROR("22007", "invalid input syntax for type date: \"today\"", parse_date("today"));
}

TEST_CASE("date and time errors", "[types]") {
  HELIOS_CHECK_ERROR("22007", "invalid input syntax for type timestamp: \"x\"",
                     parse_timestamp("x"));
  HELIOS_CHECK_ERROR("22008", "date/time field value out of range: \"2025-02-30\"",
                     parse_date("2025-02-30"));
  HELIOS_CHECK_ERROR("22008", "date/time field value out of range: \"2025-13-01\"",
                     parse_date("2025-13-01"));
  HELIOS_CHECK_ERROR("22008", "date/time field value out of range: \"0000-01-01\"",
                     parse_date("0000-01-01"));
  HELIOS_CHECK_ERROR("22008", "date/time field value out of range: \"25:00\"", parse_time("25:00"));
  HELIOS_CHECK_ERROR("22008", "date/time field value out of range: \"13:00 pm\"",
                     parse_time("13:00 pm"));
  HELIOS_CHECK_ERROR("22008", "timestamp out of range: \"294277-01-01\"",
                     parse_timestamp("294277-01-01"));
  HELIOS_CHECK_ERROR("22008", "date out of range: \"5874898-01-01\"", parse_date("5874898-01-01"));
  HELIOS_CHECK_ERROR("22009", "time zone displacement out of range: \"2025-01-15 10:00+16\"",
                     parse_timestamp_tz("2025-01-15 10:00+16"));
  HELIOS_CHECK_ERROR("22023", "time zone \"europe/paris\" not recognized",
                     parse_timestamp_tz("2025-01-15 10:00 Europe/Paris"));
  for (char const* const bad : {"", " ", "12:00", "2025", "2025-01", "Jan 15", "2025-01-15 10:00 x",
                                "2025-01-15 10:00 11:00", "-", "2025-01-15 2025-01-16",
                                "infinity 10:00", "2025-01-15 am", "2025-01-15 10:", "@"})
    HELIOS_CHECK_ERROR("22007",
                       "invalid input syntax for type timestamp: \"" + std::string(bad) + '"',
                       parse_timestamp(bad));
  HELIOS_CHECK_ERROR("22007", "invalid input syntax for type time: \"2025-01-15\"",
                     parse_time("2025-01-15"));
  try {
    static_cast<void>(parse_date("15/1/2025"));
    FAIL("no error");
  } catch (error const& e) {
    CHECK(e.hint() == "Perhaps you need a different \"datestyle\" setting.");
  }
}

TEST_CASE("any text is read or refused, nothing else", "[types]") {
  HELIOS_RANDOM(random, 101);
  constexpr std::string_view letters = "0123456789 :-+/.,TZapmbcJ@\xff";
  int refused = 0;
  for (int i = 0; i != 50000; ++i) {
    std::string text;
    for (auto n = random.between(0, 20); n != 0; --n)
      text += letters[random.bits() % letters.size()];
    for (int type = 0; type != 4; ++type) {
      try {
        bool const read = type == 0   ? in_date_range(parse_date(text).count)
                          : type == 1 ? parse_time(text).count <= microseconds_per_day
                          : type == 2 ? in_timestamp_range(parse_timestamp(text).count)
                                      : in_timestamp_range(parse_timestamp_tz(text).count);
        CHECK(read);
      } catch (error const&) {
        ++refused;
      }
    }
  }
  CHECK(refused > 0);
}
