// Booleans, integers and floating point from and to text; the expected texts are PostgreSQL 15's.
#include <helios/types/number_text.hpp>

#include "random.hpp"

#include <bit>
#include <cmath>
#include <limits>

using namespace helios::types;

TEST_CASE("parse undoes print for every integer and float", "[types]") {
  HELIOS_RANDOM(random, 50);
  for (int i = 0; i != 50000; ++i) {
    std::int64_t const n = random.spread();
    CHECK(parse_int8(to_text(n)) == n);
    CHECK(parse_int4(to_text(static_cast<std::int32_t>(n))) == static_cast<std::int32_t>(n));
    CHECK(parse_int2(to_text(static_cast<std::int16_t>(n))) == static_cast<std::int16_t>(n));
    auto const d = std::bit_cast<double>(random.bits());
    auto const f = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    CAPTURE(to_text(d), to_text(f));
    double const d_back = parse_float8(to_text(d));
    float const f_back = parse_float4(to_text(f));
    CHECK((d_back == d || (std::isnan(d) && std::isnan(d_back))));
    CHECK((f_back == f || (std::isnan(f) && std::isnan(f_back))));
    auto const whole = static_cast<double>(n);  // where ties between neighbours live
    CHECK(parse_float8(to_text(whole)) == whole);
  }
  CHECK(std::signbit(parse_float8(to_text(-0.0))));
}

TEST_CASE("floating point prints as PostgreSQL", "[types]") {
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(-0.0) == "-0");
  CHECK(to_text(100.0) == "100");
  CHECK(to_text(1e14) == "100000000000000");
  CHECK(to_text(1e15) == "1e+15");
  CHECK(to_text(123456789012345678.0) == "1.2345678901234568e+17");
  CHECK(to_text(0.0001) == "0.0001");
  CHECK(to_text(0.00001) == "1e-05");
  CHECK(to_text(1.5e-7) == "1.5e-07");
  CHECK(to_text(5e-324) == "5e-324");
  CHECK(to_text(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(to_text(1e23) == "9.999999999999999e+22");  // 1e23 is a tie: only some readers give it back
  CHECK(to_text(9007199254740993.0) == "9.007199254740992e+15");
  CHECK(to_text(0.1F) == "0.1");
  CHECK(to_text(100000.0F) == "100000");
  CHECK(to_text(1e6F) == "1e+06");
  CHECK(to_text(16777216.0F) == "1.6777216e+07");
  CHECK(to_text(1.0F / 3) == "0.33333334");
  CHECK(to_text(std::numeric_limits<double>::infinity()) == "Infinity");
  CHECK(to_text(-std::numeric_limits<float>::infinity()) == "-Infinity");
  CHECK(to_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

TEST_CASE("integer input", "[types]") {
  CHECK(parse_int4("  42 ") == 42);
  CHECK(parse_int4("+7") == 7);
  CHECK(parse_int4("-2147483648") == std::numeric_limits<std::int32_t>::min());
  CHECK(parse_int2("000000000000012") == 12);
  for (char const* const bad :
       {"", " ", "-", "+", "+-1", "--1", "1.5", "1e3", "12abc", "0x10", "1 2", "1_000"})
    HELIOS_CHECK_ERROR("22P02",
                       "invalid input syntax for type integer: \"" + std::string(bad) + '"',
                       parse_int4(bad));
  HELIOS_CHECK_ERROR("22003", "value \"99999\" is out of range for type smallint",
                     parse_int2("99999"));
  HELIOS_CHECK_ERROR("22003", "value \"2147483648\" is out of range for type integer",
                     parse_int4("2147483648"));
  HELIOS_CHECK_ERROR("22003", "value \"9223372036854775808\" is out of range for type bigint",
                     parse_int8("9223372036854775808"));
}

TEST_CASE("float input", "[types]") {
  CHECK(parse_float8(" 1.5e3 ") == 1500);
  CHECK(parse_float8(".5") == 0.5);
  CHECK(parse_float8("5.") == 5);
  CHECK(parse_float8("-inf") == -std::numeric_limits<double>::infinity());
  CHECK(parse_float8("+Infinity") == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse_float4("nan")));
  CHECK(parse_float8("0e999") == 0);
  CHECK(parse_float8("4.9e-324") == 5e-324);
  for (char const* const bad : {"", "-", "abc", "1e", "1.5x", "nan(1)", "--1", ".", "1 2"})
    HELIOS_CHECK_ERROR(
        "22P02", "invalid input syntax for type double precision: \"" + std::string(bad) + '"',
        parse_float8(bad));
  HELIOS_CHECK_ERROR("22003", "\"1e400\" is out of range for type double precision",
                     parse_float8("1e400"));
  HELIOS_CHECK_ERROR("22003", "\"-1e400\" is out of range for type double precision",
                     parse_float8("-1e400"));
  HELIOS_CHECK_ERROR("22003", "\"1e-400\" is out of range for type double precision",
                     parse_float8("1e-400"));
  HELIOS_CHECK_ERROR("22003", "\"1e40\" is out of range for type real", parse_float4("1e40"));
  HELIOS_CHECK_ERROR("22003", "\"1e-50\" is out of range for type real", parse_float4("1e-50"));
}

TEST_CASE("boolean input", "[types]") {
  for (char const* const yes : {"t", "TRUE", " tr ", "y", "yes", "on", "1"})
    CHECK(parse_boolean(yes));
  for (char const* const no : {"f", "False", "n", "no", "of", "OFF", "0"})
    CHECK_FALSE(parse_boolean(no));
  for (char const* const bad : {"", "o", "2", "truee", "10", "yess"})
    HELIOS_CHECK_ERROR("22P02",
                       "invalid input syntax for type boolean: \"" + std::string(bad) + '"',
                       parse_boolean(bad));
  CHECK(to_text(true) == "t");
  CHECK(to_text(false) == "f");
}
