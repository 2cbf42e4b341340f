// Casts between all types; values and errors are PostgreSQL 15's.
#include <helios/types/cast.hpp>

#include <helios/types/value_text.hpp>

#include "random_value.hpp"

using namespace helios;
using namespace helios::types;

namespace {
/// 'text'::from::to, shown.
std::string chain(char const* text, char const* from, char const* to,
                  cast_context context = cast_context::explicit_) {
  value const v = cast(cast(value::text(text, type_id::unknown), parse_type_name(from)),
                       parse_type_name(to), context);
  return v.is_null() ? "NULL" : to_text(v);
}
}  // namespace

TEST_CASE("casts", "[types]") {
  struct {
    char const *text, *from, *to, *result;
  } const cases[] = {
      {"1", "int4", "bool", "t"},
      {"t", "bool", "int4", "1"},
      {"t", "bool", "text", "true"},
      {"f", "bool", "varchar(2)", "fa"},
      {"42", "int4", "int2", "42"},
      {"42", "int2", "int8", "42"},
      {"2.5", "float8", "int4", "2"},
      {"3.5", "float8", "int4", "4"},
      {"2.5", "numeric", "int4", "3"},
      {"-2.5", "numeric", "int8", "-3"},
      {"0.1", "float4", "float8", "0.10000000149011612"},
      {"0.1", "float4", "numeric", "0.1"},
      {"0.1", "float8", "float4", "0.1"},
      {"12.345", "numeric", "numeric(4,1)", "12.3"},
      {"12.345", "numeric", "float8", "12.345"},
      {"16777217", "int4", "float4", "1.6777216e+07"},
      {"123", "text", "int4", "123"},
      {"abcdef", "text", "varchar(3)", "abc"},
      {"ab", "text", "char(4)", "ab  "},
      {"ab", "char(4)", "text", "ab"},
      {"ab", "char(4)", "varchar", "ab"},
      {"2025-01-15", "date", "timestamp", "2025-01-15 00:00:00"},
      {"2025-01-15 10:20:30", "timestamp", "date", "2025-01-15"},
      {"2025-01-15 10:20:30.6", "timestamp", "time", "10:20:30.6"},
      {"2025-01-15 10:20:30+02", "timestamptz", "timestamp", "2025-01-15 08:20:30"},
      {"infinity", "timestamp", "time", "NULL"},
      {"-infinity", "date", "timestamptz", "-infinity"},
      {"1 day 02:03", "interval", "time", "02:03:00"},
      {"02:03", "time", "interval", "02:03:00"},
      {"2025-01-15 10:20:30.678", "timestamp", "timestamp(1)", "2025-01-15 10:20:30.7"},
      {"10:20:30.65", "time", "time(0)", "10:20:31"},
      {"1.55 s", "interval", "interval(1)", "00:00:01.6"},
      {"hi", "bytea", "text", "\\x6869"},
      {"\\x6869", "text", "bytea", "\\x6869"},
      {"1.50", "numeric", "text", "1.50"},
      {"1", "text", "bool", "t"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.text, c.from, c.to);
    CHECK(chain(c.text, c.from, c.to) == c.result);
  }
  CHECK(cast(value(), type_id::int4).is_null());
  time_context const east{.utc_offset = 7200};
  CHECK(to_text(cast(value(date{0}), type_id::timestamptz, cast_context::implicit, east)) ==
        "1999-12-31 22:00:00+00");
  CHECK(to_text(cast(value(timestamp_tz{-1}), type_id::date, cast_context::assignment, east)) ==
        "2000-01-01");
}

TEST_CASE("casts that fail", "[types]") {
  HELIOS_CHECK_ERROR("22003", "smallint out of range", chain("40000", "int4", "int2"));
  HELIOS_CHECK_ERROR("22003", "integer out of range", chain("1e10", "float8", "int4"));
  HELIOS_CHECK_ERROR("22003", "integer out of range", chain("NaN", "float8", "int4"));
  HELIOS_CHECK_ERROR("22003", "bigint out of range",
                     chain("9223372036854775808", "float8", "int8"));
  HELIOS_CHECK_ERROR("22003", "value out of range: overflow", chain("1e300", "float8", "real"));
  HELIOS_CHECK_ERROR("22003", "value out of range: underflow", chain("1e-300", "float8", "real"));
  HELIOS_CHECK_ERROR("22003", "numeric field overflow", chain("100", "int4", "numeric(4,2)"));
  HELIOS_CHECK_ERROR("22001", "value too long for type character varying(3)",
                     chain("abcd", "text", "varchar(3)", cast_context::assignment));
  HELIOS_CHECK_ERROR("42846", "cannot cast type uuid to integer",
                     chain("a0eebc999c0b4ef8bb6d6bb9bd380a11", "uuid", "int4"));
  HELIOS_CHECK_ERROR("42846", "cannot cast type double precision to integer",
                     chain("1", "float8", "int4", cast_context::implicit));
  HELIOS_CHECK_ERROR("42846", "cannot cast type text to integer",
                     chain("1", "text", "int4", cast_context::assignment));
  HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type integer: \"abc\"",
                     chain("abc", "text", "int4"));
  HELIOS_CHECK_ERROR("22008", "date out of range for timestamp",
                     chain("300000-01-01", "date", "timestamp"));
}

TEST_CASE("every cast of the table gives its type or a named error", "[types]") {
  HELIOS_RANDOM(random, 160);
  for (int f = 1; f != type_count; ++f)
    for (int t = 1; t != type_count; ++t) {
      auto const from = static_cast<type_id>(f), to = static_cast<type_id>(t);
      CAPTURE(name(from), name(to));
      for (int i = 0; i != 40; ++i) {
        value const v = tests::random_value(random, from);
        try {
          value const made = cast(v, tests::plain_type(to));
          CHECK((made.type() == to || made.is_null()));
          CHECK(find_cast(v.whole_type(), tests::plain_type(to)) != cast_rule::none);
        } catch (error const& e) {
          CHECK((e.sqlstate() == "42846") ==
                (find_cast(v.whole_type(), tests::plain_type(to)) == cast_rule::none));
        }
      }
    }
}
