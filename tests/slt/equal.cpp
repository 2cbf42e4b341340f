#include <tests/support/slt/equal.hpp>
#include <tests/support/slt/render.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <string>

using namespace helios::test::slt;

namespace {

bool equals(std::string const& expected, value const& v) {
  return equal_duckdb(expected, render_duckdb(v), v);
}

}  // namespace

TEST_CASE("booleans equal their words and digits") {
  for (char const* expected : {"true", "True", "1"}) {
    CHECK(equals(expected, true));
    CHECK_FALSE(equals(expected, false));
  }
  for (char const* expected : {"false", "FALSE", "0"}) {
    CHECK(equals(expected, false));
    CHECK_FALSE(equals(expected, true));
  }
  CHECK_FALSE(equals("NULL", false));
}

TEST_CASE("a 4-byte float has a wider tolerance than other numbers") {
  CHECK(equals("1000000", floating{1000000.9, "1000000.9"}));
  CHECK_FALSE(equals("1000000", floating{1000001.1, "1000001.1"}));
  CHECK(equals("10000", floating{10000.9, "10000.9", true}));
  CHECK_FALSE(equals("10000", floating{10001.1, "10001.1", true}));
  CHECK_FALSE(equals("10000", floating{10000.9, "10000.9"}));
  CHECK(equals("0.333333", decimal{"0.33333333333333333333"}));
  CHECK(equals("1.0", integer{"1"}));
  CHECK(equals("0", floating{-0.0, "-0"}));
  CHECK_FALSE(equals("0", floating{1e-9, "1e-09"}));
}

TEST_CASE("integers are equal digit by digit, whatever their width") {
  CHECK(equals("+007", integer{"7"}));
  CHECK(equals("-0", integer{"0"}));
  CHECK_FALSE(equals("10000001", integer{"10000000"}));
  CHECK_FALSE(equals("170141183460469231731687303715884105727",
                     integer{"170141183460469231731687303715884105726"}));
  CHECK_FALSE(equals("10000001", decimal{"10000000"}));
  CHECK(equals("10000001", decimal{"10000000.0"}));
}

TEST_CASE("NaN equals NaN, infinities equal their own sign") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  double const inf = std::numeric_limits<double>::infinity();
  CHECK(equals("nan", floating{nan, "NaN"}));
  CHECK(equals("nan", decimal{"NaN"}));
  CHECK_FALSE(equals("0", floating{nan, "NaN"}));
  CHECK(equals("inf", floating{inf, "Infinity"}));
  CHECK(equals("-inf", floating{-inf, "-Infinity"}));
  CHECK_FALSE(equals("-inf", floating{inf, "Infinity"}));
  CHECK_FALSE(equals("1e308", floating{inf, "Infinity"}));
}

TEST_CASE("text is equal as text, also where it looks like a number") {
  CHECK(equals("1.5", text{"1.5"}));
  CHECK_FALSE(equals("1.5", text{"1.50"}));
  CHECK_FALSE(equals("1", text{"true"}));
  CHECK_FALSE(equals("0", null{}));
  CHECK_FALSE(equals("abc", integer{"0"}));
  CHECK_FALSE(equals("0x10", integer{"16"}));
}

TEST_CASE("a regular expression must, or must not, match the whole") {
  CHECK(equals("<REGEX>:.*b.*", text{"abc"}));
  CHECK_FALSE(equals("<REGEX>:b", text{"abc"}));
  CHECK(equals("<REGEX>:a\\d+c|x", text{"a12c"}));
  CHECK_FALSE(equals("<REGEX>:\\D+", text{"a1"}));
  CHECK(equals("<REGEX>:a\\.c\\\\", text{"a.c\\"}));
  CHECK_FALSE(equals("<REGEX>:a\\.c", text{"abc"}));
  CHECK(equals("<REGEX>:.*plan.*end", text{"a\nplan\nthe end"}));
  CHECK(equals("<!REGEX>:b", text{"abc"}));
  CHECK_FALSE(equals("<!REGEX>:.*b.*", text{"abc"}));
  CHECK_THROWS_WITH(equals("<REGEX>:(", text{"a"}), "not a regular expression: (");
}
