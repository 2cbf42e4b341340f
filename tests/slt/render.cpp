#include <tests/support/slt/render.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <string>

using namespace helios::test::slt;

TEST_CASE("sqllogictest: NULL is NULL under every letter") {
  for (char const type : {'T', 'I', 'R'}) CHECK(render_typed(null{}, type) == "NULL");
}

TEST_CASE("sqllogictest: T is the text") {
  CHECK(render_typed(text{"plain"}, 'T') == "plain");
  CHECK(render_typed(text{""}, 'T') == "(empty)");
  CHECK(render_typed(text{"a\tb\x7f"
                          "c\n\xc3\xa9~ "},
                     'T') == "a@b@c@@@~ ");
  CHECK(render_typed(true, 'T') == "1");
  CHECK(render_typed(false, 'T') == "0");
  CHECK(render_typed(integer{"-5"}, 'T') == "-5");
  CHECK(render_typed(decimal{"1.50"}, 'T') == "1.50");
  CHECK(render_typed(floating{0.1, "0.1"}, 'T') == "0.1");
  CHECK(render_typed(bytes{std::string("\x00\xab", 2)}, 'T') == "\\x00ab");
  CHECK(render_typed(interval{"2 mons"}, 'T') == "2 mons");
}

TEST_CASE("sqllogictest: I is an integer as C prints it") {
  CHECK(render_typed(integer{"42"}, 'I') == "42");
  CHECK(render_typed(integer{"170141183460469231731687303715884105727"}, 'I') ==
        "170141183460469231731687303715884105727");
  CHECK(render_typed(true, 'I') == "1");
  CHECK(render_typed(false, 'I') == "0");
  CHECK(render_typed(decimal{"58.7000"}, 'I') == "58");
  CHECK(render_typed(decimal{"-58.7"}, 'I') == "-58");
  CHECK(render_typed(decimal{"-0.7"}, 'I') == "0");
  CHECK(render_typed(decimal{".7"}, 'I') == "0");
  CHECK(render_typed(floating{58.99, "58.99"}, 'I') == "58");
  CHECK(render_typed(floating{-0.5, "-0.5"}, 'I') == "0");
  CHECK(render_typed(floating{1e300, "1e+300"}, 'I') == "1e+300");
  CHECK(render_typed(floating{std::numeric_limits<double>::quiet_NaN(), "NaN"}, 'I') == "NaN");
  CHECK(render_typed(text{"12abc"}, 'I') == "12");
  CHECK(render_typed(text{"abc"}, 'I') == "0");
}

TEST_CASE("sqllogictest: R has three decimals") {
  CHECK(render_typed(floating{2.0 / 3, "0.6666666666666666"}, 'R') == "0.667");
  CHECK(render_typed(integer{"7"}, 'R') == "7.000");
  CHECK(render_typed(decimal{"-1.2345"}, 'R') == "-1.234");
  CHECK(render_typed(true, 'R') == "1.000");
  CHECK(render_typed(text{"2.5x"}, 'R') == "2.500");
  CHECK(render_typed(floating{1e300, "1e+300"}, 'R').size() == 305);
}

TEST_CASE("DuckDB: NULL, empty text and booleans have words") {
  CHECK(render_duckdb(null{}) == "NULL");
  CHECK(render_duckdb(text{""}) == "(empty)");
  CHECK(render_duckdb(true) == "true");
  CHECK(render_duckdb(false) == "false");
  CHECK(render_duckdb(text{"a\xc3\xa9"}) == "a\xc3\xa9");
  CHECK(render_duckdb(floating{1, "1"}) == "1");
}

TEST_CASE("DuckDB: bytes are ASCII or upper-case hexadecimal") {
  CHECK(render_duckdb(bytes{std::string("ab\x00\xff~ \x7f", 7)}) == "ab\\x00\\xFF~ \\x7F");
  CHECK(render_duckdb(bytes{""}) == "(empty)");
}

TEST_CASE("DuckDB: months are written out") {
  CHECK(render_duckdb(interval{"1 mon"}) == "1 month");
  CHECK(render_duckdb(interval{"1 year 2 mons 3 days"}) == "1 year 2 months 3 days");
  CHECK(render_duckdb(interval{"3 days"}) == "3 days");
  CHECK(render_duckdb(text{"2 mons"}) == "2 mons");
}

TEST_CASE("DuckDB: arrays have brackets and unquoted elements, at any depth") {
  array const inner{{integer{"1"}, null{}, integer{"3"}}};
  CHECK(render_duckdb(inner) == "[1, NULL, 3]");
  CHECK(render_duckdb(array{}) == "[]");
  CHECK(render_duckdb(array{{inner, array{}, array{{text{"a, b"}, text{""}, true}}}}) ==
        "[[1, NULL, 3], [], [a, b, , true]]");
}

TEST_CASE("elsewhere arrays are PostgreSQL's, quoted where they must be") {
  array const a{{text{"a"}, text{""}, text{"NULL"}, text{"nUll"}, null{}, text{"a b"},
                 text{"q\"\\"}, text{"{}"}, text{"a,b"}}};
  CHECK(text_of(a) == R"({a,"","NULL","nUll",NULL,"a b","q\"\\","{}","a,b"})");
  CHECK(text_of(array{{array{{true, false}}, array{{integer{"1"}}}}}) == "{{t,f},{1}}");
}
