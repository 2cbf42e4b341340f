// Decimal arithmetic against PostgreSQL 15's results and against plain integers.
#include <helios/types/decimal.hpp>

#include <helios/types/decimal_text.hpp>

#include "random.hpp"

#include <string>

using namespace helios;
using namespace helios::types;

namespace {
decimal num(char const* text) { return parse_decimal(text); }
}  // namespace

TEST_CASE("results have PostgreSQL's value and scale", "[types]") {
  struct {
    char const *a, *op, *b, *result;
  } const cases[] = {
      {"1.10", "+", "2.2", "3.30"},
      {"-1.10", "+", "1.1", "0.00"},
      {"0.1", "+", "0.2", "0.3"},
      {"5", "-", "7.25", "-2.25"},
      {"1.5", "*", "-2.25", "-3.375"},
      {"1", "/", "3", "0.33333333333333333333"},
      {"2", "/", "3", "0.66666666666666666667"},
      {"10", "/", "3", "3.3333333333333333"},
      {"1", "/", "10000", "0.000100000000000000000000"},
      {"10000", "/", "3", "3333.3333333333333333"},
      {"1234567", "/", "0.007", "176366714.28571429"},
      {"-7", "/", "2", "-3.5000000000000000"},
      {"0", "/", "5", "0.00000000000000000000"},
      {"99999999", "/", "7", "14285714.142857142857"},
      {"1.00", "/", "3.000000000000000000000000", "0.333333333333333333333333"},
      {"7", "%", "3", "1"},
      {"-7", "%", "3", "-1"},
      {"7.5", "%", "-2.25", "0.75"},
      {"1", "%", "0.3", "0.1"},
      {"99999999999999999999999999999999999999", "%", "0.7", "0.3"},
      {"7.5", "div", "2", "3"},
      {"-7.5", "div", "2", "-3"},
      {"7.5", "round", "0", "8"},
      {"-7.5", "round", "0", "-8"},
      {"2.345", "round", "2", "2.35"},
      {"2.3", "round", "4", "2.3000"},
      {"1250", "round", "-2", "1300"},
      {"49", "round", "-2", "0"},
      {"-2.999", "trunc", "1", "-2.9"},
      {"1299", "trunc", "-2", "1200"},
  };
  for (auto const& c : cases) {
    CAPTURE(c.a, c.op, c.b);
    std::string const op = c.op;
    decimal const a = num(c.a), b = num(c.b);
    decimal const r = op == "+"       ? a + b
                      : op == "-"     ? a - b
                      : op == "*"     ? a * b
                      : op == "/"     ? a / b
                      : op == "%"     ? a % b
                      : op == "div"   ? whole_quotient(a, b)
                      : op == "round" ? round(a, to_int32(b))
                                      : trunc(a, to_int32(b));
    CHECK(to_text(r) == c.result);
  }
  CHECK(to_text(ceil(num("-0.5"))) == "0");
  CHECK(to_text(ceil(num("1.01"))) == "2");
  CHECK(to_text(floor(num("-0.5"))) == "-1");
  CHECK(to_text(trim_scale(num("1200.3400"))) == "1200.34");
  CHECK(to_text(trim_scale(num("1200.00"))) == "1200");
  CHECK(to_text(sign(num("-0.1"))) == "-1");
}

TEST_CASE("sums, products and remainders agree with integers", "[types]") {
  HELIOS_RANDOM(random, 10);
  for (int i = 0; i != 20000; ++i) {
    std::int64_t const a = random.spread(), b = random.spread();
    int const sa = static_cast<int>(random.between(0, 9)),
              sb = static_cast<int>(random.between(0, 9));
    int const s = sa > sb ? sa : sb;
    auto const raised_a = a * static_cast<int128>(power_of_ten(s - sa)),
               raised_b = b * static_cast<int128>(power_of_ten(s - sb));
    decimal const x(a, sa), y(b, sb);
    CAPTURE(a, sa, b, sb);
    CHECK((x + y).mantissa() == raised_a + raised_b);
    CHECK((x - y).mantissa() == raised_a - raised_b);
    CHECK((x <=> y) == (raised_a <=> raised_b));
    if (digit_count(magnitude(a)) + digit_count(magnitude(b)) <= 38) {
      CHECK((x * y).mantissa() == static_cast<int128>(a) * b);
      CHECK((x * y).scale() == sa + sb);
    }
    if (b == 0) continue;
    CHECK((x % y).mantissa() == raised_a % raised_b);
    CHECK(whole_quotient(x, y).mantissa() == raised_a / raised_b);
    decimal const q = x / y;  // off by at most half of its last digit
    decimal const rest = x - q * y;
    CHECK(abs(rest) * decimal(2) <= abs(y) * decimal(1, q.scale()));
  }
}

TEST_CASE("the laws of arithmetic hold where no digit is lost", "[types]") {
  HELIOS_RANDOM(random, 11);
  for (int i = 0; i != 20000; ++i) {
    decimal const a = random.decimal(), b = random.decimal();
    CAPTURE(to_text(a), to_text(b));
    CHECK(((a <=> b) == 0) == (a == b));
    CHECK((a <=> b) == (0 <=> (b <=> a)));
    CHECK((-a <=> -b) == (b <=> a));
    CHECK(round(a, a.scale()) == a);
    CHECK(trim_scale(a) == a);
    CHECK((floor(a) <= a && ceil(a) >= a && ceil(a) - floor(a) <= decimal(1)));
    if (digit_count(magnitude(a.mantissa())) > 18 || digit_count(magnitude(b.mantissa())) > 18)
      continue;
    if (a.scale() + b.scale() > 18) continue;
    CHECK(a + b == b + a);
    CHECK(a + b - b == a);
    CHECK(a * b == b * a);
  }
}

TEST_CASE("what does not fit is rounded behind the point and refused before it", "[types]") {
  CHECK(to_text(num("99999999999999999999.5") * num("1.0000000000000000000000")) ==
        "99999999999999999999.500000000000000000");
  CHECK(to_text(num("1e-38") * num("0.4")) == "0.00000000000000000000000000000000000000");
  CHECK(to_text(num("1e-38") / num("3")) == "0.00000000000000000000000000000000000000");
  // 39 digits: the last is rounded into the one before it, which carries through to the front.
  CHECK(to_text(num("9999999999999999999999999999999999999.9") + num("0.05")) ==
        "10000000000000000000000000000000000000");
  auto const big = num("99999999999999999999999999999999999999");
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", big + decimal(1));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", big * decimal(2));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", big / num("0.1"));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", round(big, -38));
  CHECK(to_text(big / big) == "1.00000000000000000000");
  CHECK(to_text(big + num("0.4")) == to_text(big));
  HELIOS_CHECK_ERROR("22012", "division by zero", big / decimal(0));
  HELIOS_CHECK_ERROR("22012", "division by zero", big % decimal());
  HELIOS_CHECK_ERROR("22012", "division by zero", whole_quotient(big, decimal()));
}

TEST_CASE("numeric(p, s) rounds and guards", "[types]") {
  CHECK(to_text(apply_precision(num("123.456"), 5, 2)) == "123.46");
  CHECK(to_text(apply_precision(num("-123.455"), 5, 2)) == "-123.46");
  CHECK(to_text(apply_precision(num("1"), 5, 2)) == "1.00");
  CHECK(to_text(apply_precision(num("0.001234"), 3, 5)) == "0.00123");
  CHECK(to_text(apply_precision(num("12345"), 3, -2)) == "12300");
  try {
    static_cast<void>(apply_precision(num("999.995"), 5, 2));
    FAIL("no error");
  } catch (helios::error const& e) {
    CHECK(e.sqlstate() == "22003");
    CHECK(e.message() == "numeric field overflow");
    CHECK(e.detail() ==
          "A field with precision 5, scale 2 must round to an absolute value less than 10^3.");
  }
  try {
    static_cast<void>(apply_precision(num("1"), 2, 2));
    FAIL("no error");
  } catch (helios::error const& e) {
    CHECK(e.detail() ==
          "A field with precision 2, scale 2 must round to an absolute value less than 1.");
  }
}

TEST_CASE("integers and doubles", "[types]") {
  CHECK(to_int64(num("9223372036854775807.4")) == 9223372036854775807);
  CHECK(to_int16(num("-0.5")) == -1);
  CHECK(to_int32(num("2.5")) == 3);
  HELIOS_CHECK_ERROR("22003", "bigint out of range", to_int64(num("9223372036854775807.5")));
  HELIOS_CHECK_ERROR("22003", "integer out of range", to_int32(num("-2147483648.5")));
  HELIOS_CHECK_ERROR("22003", "smallint out of range", to_int16(num("32768")));
  CHECK(to_decimal(static_cast<int128>(-5)) == decimal(-5));
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format",
                     to_decimal(static_cast<int128>(power_of_ten(38))));
}
