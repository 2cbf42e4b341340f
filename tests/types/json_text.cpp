// JSON as text: what is one, and the one form that jsonb gives it.
#include <helios/types/json_text.hpp>

#include <helios/types/json_reader.hpp>

#include "random_value.hpp"

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

namespace helios::types {

using test::state_of;

namespace {

[[nodiscard]] std::string detail_of(std::string const& text) {
  try {
    check_json(text);
  } catch (error const& e) {
    CHECK(e.code() == errc::invalid_text_representation);
    CHECK(e.message() == "invalid input syntax for type json");
    return e.detail();
  }
  return "";
}

}  // namespace

TEST_CASE("what is JSON", "[types][json]") {
  for (char const* const text :
       {"null", " true\n", "false", "\"\"", "0", "-0", "12.5e+3", "1E9", "[]", "[ ]", "{ }",
        "{\"a\" : [1, {\"b\":null}]}", "\"\\u0000\\ud83d\\\"\\/\"", "\"\xc3\xa4\""})
    CHECK(detail_of(text).empty());
}

TEST_CASE("what is none, in PostgreSQL's words", "[types][json]") {
  std::pair<char const*, char const*> const cases[] = {
      {"", "The input string ended unexpectedly."},
      {" ", "The input string ended unexpectedly."},
      {"[", "The input string ended unexpectedly."},
      {"[1,", "The input string ended unexpectedly."},
      {"{\"a\"", "The input string ended unexpectedly."},
      {"{\"a\":1", "The input string ended unexpectedly."},
      {"[}", "Expected JSON value, but found \"}\"."},
      {"[,1]", "Expected JSON value, but found \",\"."},
      {"[1,]", "Expected JSON value, but found \"]\"."},
      {"]", "Expected JSON value, but found \"]\"."},
      {"{\"a\":}", "Expected JSON value, but found \"}\"."},
      {"{]", "Expected string or \"}\", but found \"]\"."},
      {"{1:2}", "Expected string or \"}\", but found \"1\"."},
      {"{\"a\":1,}", "Expected string, but found \"}\"."},
      {"{\"a\":1,1}", "Expected string, but found \"1\"."},
      {"{\"a\" 1}", "Expected \":\", but found \"1\"."},
      {"{\"a\":1 \"b\"}", "Expected \",\" or \"}\", but found \"\"b\"\"."},
      {"{\"a\":1]", "Expected \",\" or \"}\", but found \"]\"."},
      {"[1 2]", "Expected \",\" or \"]\", but found \"2\"."},
      {"[1}", "Expected \",\" or \"]\", but found \"}\"."},
      {"1 2", "Expected end of input, but found \"2\"."},
      {"\"a\" \"b\"", "Expected end of input, but found \"\"b\"\"."},
      {"{\"a\":1} x", "Token \"x\" is invalid."},
      {"nul", "Token \"nul\" is invalid."},
      {"NaN", "Token \"NaN\" is invalid."},
      {"01", "Token \"01\" is invalid."},
      {"-", "Token \"-\" is invalid."},
      {"-x", "Token \"-x\" is invalid."},
      {"1.", "Token \"1.\" is invalid."},
      {"1e", "Token \"1e\" is invalid."},
      {".5", "Token \".\" is invalid."},
      {"@", "Token \"@\" is invalid."},
      {"\xc3\xa4", "Token \"\xc3\xa4\" is invalid."},
      {"\"abc", "Token \"\"abc\" is invalid."},
      {"\"abc\\", "Token \"\"abc\\\" is invalid."},
      {"\"a\\x\"", "Escape sequence \"\\x\" is invalid."},
      {"\"a\\u00\"", "\"\\u\" must be followed by four hexadecimal digits."},
      {"\"a\tb\"", "Character with value 0x09 must be escaped."},
  };
  for (auto const& [text, detail] : cases) {
    INFO(text);
    CHECK(detail_of(text) == detail);
    CHECK(state_of([text = text] { check_stored_json(text); }) == "XX001");
  }
}

TEST_CASE("the one form of a JSON text", "[types][json]") {
  CHECK(
      canonical_json(" { \"bb\":[1.50,1e2 ,-0.0,12e-3, null,true],\"a\":1 , \"b\":{}, \"a\":2 }") ==
      R"({"a": 2, "b": {}, "bb": [1.50, 100, 0.0, 0.012, null, true]})");
  CHECK(canonical_json("[ ]") == "[]");
  CHECK(canonical_json(R"({"b":{"z":1,"y":[{"d":1,"c":2}]},"a":0})") ==
        R"({"a": 0, "b": {"y": [{"c": 2, "d": 1}], "z": 1}})");
  CHECK(canonical_json(R"({"b":1,"a":1,"b":2,"a":3,"b":4})") == R"({"a": 3, "b": 4})");
  // An escape may be a key's: its text counts, not how it was written.
  CHECK(canonical_json(R"({"\u0061":1,"a":2,"\n":3})") == R"({"\n": 3, "a": 2})");
  CHECK(canonical_json(R"("\ud83d\ude00\u00e9\u001f\u007f\/\b\"")") ==
        "\"\xf0\x9f\x98\x80\xc3\xa9\\u001f\x7f/\\b\\\"\"");
}

TEST_CASE("numbers in jsonb keep their digits", "[types][json]") {
  std::pair<char const*, char const*> const cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0e5", "0"},
      {"0e-3", "0.000"},
      {"0.00", "0.00"},
      {"1.5e3", "1500"},
      {"1.2345e2", "123.45"},
      {"-12.3e-4", "-0.00123"},
      {"100e-2", "1.00"},
      {"0.001e3", "1"},
      {"0.0010e3", "1.0"},
      {"1e0", "1"},
      {"123456789012345678901234567890.123456789012345678901234567890",
       "123456789012345678901234567890.123456789012345678901234567890"}};
  for (auto const& [text, canonical] : cases) CHECK(canonical_json(text) == canonical);
  CHECK(canonical_json("1e308").size() == 309);
  CHECK(canonical_json("4.9e-324").size() == 327);
  CHECK(state_of([] { return canonical_json("1e1000"); }) == "22003");
  CHECK(state_of([] { return canonical_json("1e-1001"); }) == "22003");
  CHECK(state_of([] { return canonical_json("1e99999999999999999999999"); }) == "22003");
}

TEST_CASE("what text cannot hold", "[types][json]") {
  CHECK(state_of([] { return canonical_json("\"\\u0000\""); }) == "22P05");
  for (char const* const text :
       {"\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\n\""})
    CHECK(state_of([text] { return canonical_json(text); }) == "22P02");
}

TEST_CASE("levels have a limit", "[types][json]") {
  auto const nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  CHECK(canonical_json(nested(json_reader::most_levels)).size() == 2 * json_reader::most_levels);
  CHECK(state_of([&] { check_json(nested(json_reader::most_levels + 1)); }) == "54001");
}

TEST_CASE("the form of a form is itself", "[types][json]") {
  tests::random r;
  for (int i = 0; i != 5000; ++i) {
    std::string const once = canonical_json(tests::random_json(r));
    REQUIRE(canonical_json(once) == once);
  }
}

TEST_CASE("no bytes hurt the reader", "[types][json]") {
  tests::random r;
  for (int i = 0; i != 20000; ++i) {
    std::string text = tests::random_json(r, 2);
    for (auto n = r.between(1, 3); n != 0; --n) {
      std::size_t const at = r.bits() % (text.size() + 1);
      if (r.coin()) {
        text.insert(at, 1, "\"\\{}[],:0-eu\x01\xff"[r.bits() % 14]);
      } else {
        text.erase(at, 1);
      }
    }
    std::string const state = state_of([&] { return canonical_json(text); });
    if (!state.empty()) CHECK((state == "22P02" || state == "22P05" || state == "22003"));
  }
}

}  // namespace helios::types
