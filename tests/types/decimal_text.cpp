// Numeric from and to text and doubles.
#include <helios/types/decimal_text.hpp>

#include "random.hpp"

#include <cmath>
#include <cstdio>
#include <limits>

using namespace helios;
using namespace helios::types;

TEST_CASE("parse undoes print, scale included", "[types]") {
  HELIOS_RANDOM(random, 20);
  for (int i = 0; i != 50000; ++i) {
    decimal const d = random.decimal();
    decimal const back = parse_decimal(to_text(d));
    CAPTURE(to_text(d));
    CHECK((back == d && back.scale() == d.scale()));
  }
}

TEST_CASE("numeric input", "[types]") {
  struct {
    char const *text, *printed;
  } const cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.00", "0.00"},
      {" 12.50 ", "12.50"},
      {"+.5", "0.5"},
      {"5.", "5"},
      {"1e3", "1000"},
      {"1.2345e2", "123.45"},
      {"1.5E-3", "0.0015"},
      {"00012", "12"},
      {"123e-2", "1.23"},
      {"0e10", "0"},
      {"1e37", "10000000000000000000000000000000000000"},
      {"99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
      {"0.99999999999999999999999999999999999999", "0.99999999999999999999999999999999999999"},
      {"0.999999999999999999999999999999999999999", "1.0000000000000000000000000000000000000"},
      {"0.123456789012345678901234567890123456785", "0.12345678901234567890123456789012345679"},
      {"4e-39", "0.00000000000000000000000000000000000000"},
      {"5e-39", "0.00000000000000000000000000000000000001"},
      {"0000000000000000000000000000000000000000000001.5", "1.5"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.text);
    CHECK(to_text(parse_decimal(c.text)) == c.printed);
  }
  for (char const* const bad :
       {"", " ", ".", "-", "1.2.3", "1e", "1e+", "0x1", "1 2", "abc", "--1", "1,000"})
    HELIOS_CHECK_ERROR("22P02",
                       "invalid input syntax for type numeric: \"" + std::string(bad) + '"',
                       parse_decimal(bad));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", parse_decimal("1e38"));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format",
                     parse_decimal("99999999999999999999999999999999999999.5"));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format",
                     parse_decimal("1e999999999999999999999"));
  HELIOS_CHECK_ERROR("0A000", "numeric does not support \"NaN\"", parse_decimal("NaN"));
  HELIOS_CHECK_ERROR("0A000", "numeric does not support \"-Infinity\"", parse_decimal("-Infinity"));
}

TEST_CASE("doubles become 15 digits, decimals the nearest double", "[types]") {
  CHECK(to_text(to_decimal(0.1)) == "0.1");
  CHECK(to_text(to_decimal(1.0 / 3)) == "0.333333333333333");
  CHECK(to_text(to_decimal(0.1F)) == "0.1");
  CHECK(to_text(to_decimal(16777216.0F)) == "16777200");
  CHECK(to_text(to_decimal(1e20)) == "100000000000000000000");
  HELIOS_CHECK_ERROR("0A000", "cannot convert NaN to numeric", to_decimal(std::nan("")));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", to_decimal(1e38));

  HELIOS_RANDOM(random, 21);
  for (int i = 0; i != 20000; ++i) {
    decimal const d = random.decimal();
    double const expected = std::strtod(to_text(d).c_str(), nullptr);
    CAPTURE(to_text(d));
    CHECK(to_double(d) == expected);
  }
}
