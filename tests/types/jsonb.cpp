// jsonb: its order, its hashes and its keys.
#include <helios/types/jsonb.hpp>

#include <helios/types/cast.hpp>
#include <helios/types/json.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

#include "random_value.hpp"

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

#include <vector>

namespace helios::types {

using test::message_of;
using test::state_of;

namespace {

[[nodiscard]] bytes key_of(std::string const& text) {
  bytes key;
  append_jsonb_key(key, {text});
  return key;
}
[[nodiscard]] value jsonb(std::string_view text) { return parse_value(text, type_id::jsonb); }

}  // namespace

TEST_CASE("jsonb is ordered as PostgreSQL orders it", "[types][jsonb]") {
  // Each comes before the next.
  char const* const ordered[] = {"[]",          "null",       "\"\"",
                                 "\"a\"",       "\"b\"",      "-10",
                                 "-2",          "-1.5",       "-0.25",
                                 "0",           "0.05",       "0.5",
                                 "1",           "1.5",        "2",
                                 "10",          "false",      "true",
                                 "[null]",      "[\"a\"]",    "[1]",
                                 "[true]",      "[[]]",       "[{}]",
                                 "[null, 1]",   "[1, 2]",     "[0, 0, 0]",
                                 "{}",          "{\"a\": 1}", "{\"a\": 2}",
                                 "{\"aa\": 1}", "{\"b\": 0}", "{\"a\": 1, \"b\": 2}"};
  for (std::size_t i = 0; i + 1 != std::size(ordered); ++i) {
    INFO(ordered[i] << " and " << ordered[i + 1]);
    CHECK(jsonb_view{ordered[i]} < jsonb_view{ordered[i + 1]});
    CHECK(key_of(ordered[i]) < key_of(ordered[i + 1]));
  }
}

TEST_CASE("strings of jsonb are ordered by what they say", "[types][jsonb]") {
  char const* const ordered[] = {R"("")",     R"("\u0001")", R"("\b")", R"("\n")", R"("\u001f")",
                                 R"(" ")",    R"("\"")",     R"("#")",  R"("a")",  R"("a\n")",
                                 R"("a\na")", R"("a!")",     R"("\\")", R"("b")"};
  for (std::size_t i = 0; i != std::size(ordered); ++i)
    for (std::size_t k = 0; k != std::size(ordered); ++k) {
      INFO(ordered[i] << " and " << ordered[k]);
      std::string const a = unescaped(std::string_view(ordered[i]).substr(1)),
                        b = unescaped(std::string_view(ordered[k]).substr(1));
      CHECK((jsonb_view{ordered[i]} < jsonb_view{ordered[k]}) ==
            (a.substr(0, a.size() - 1) < b.substr(0, b.size() - 1)));
    }
}

TEST_CASE("numbers of jsonb are equal by value", "[types][jsonb]") {
  CHECK(jsonb_view{"1"} == jsonb_view{"1.00"});
  CHECK(jsonb_view{"{\"a\": [1.50, -0.10]}"} == jsonb_view{"{\"a\": [1.5, -0.1]}"});
  CHECK(hash(jsonb_view{"[1.0]"}) == hash(jsonb_view{"[1]"}));
  CHECK(key_of("[1.0]") == key_of("[1]"));
  CHECK_FALSE(jsonb_view{"100"} == jsonb_view{"1"});
  CHECK(json("{\"a\":1}") == json(" {\"a\" : 1.0}"));
  CHECK(json().text() == "null");
  CHECK(state_of([] { return json("{"); }) == "22P02");
  CHECK(state_of([] { return json("\"\xff\""); }) == "22021");
}

TEST_CASE("order, hashes and keys of jsonb agree", "[types][jsonb]") {
  tests::random r;
  std::vector<std::string> texts;
  for (int i = 0; i != 300; ++i) texts.push_back(canonical_json(tests::random_json(r, 3)));
  for (std::string const& a : texts) {
    bytes const left = key_of(a);
    for (std::string const& b : texts) {
      INFO(a << " and " << b);
      auto const order = jsonb_view{a} <=> jsonb_view{b};
      bool const opposite = order == (0 <=> (jsonb_view{b} <=> jsonb_view{a}));
      REQUIRE(opposite);
      bool const less = order < 0, equal = order == 0;
      bytes const right = key_of(b);
      REQUIRE(less == (left < right));
      REQUIRE(equal == (left == right));
      if (equal) REQUIRE(hash(jsonb_view{a}) == hash(jsonb_view{b}));
    }
  }
}

TEST_CASE("a damaged key of a jsonb is noticed", "[types][jsonb]") {
  tests::random r;
  key_order const orders[] = {ascending, descending};
  for (int i = 0; i != 20000; ++i) {
    key_order const order = orders[i % 2];
    bytes key;
    append_key(key, jsonb(tests::random_json(r, 2)), order);
    if (r.coin()) key.resize(r.bits() % key.size() + 1);
    key[r.bits() % key.size()] ^= static_cast<std::byte>(r.between(1, 255));
    byte_reader in(key);
    std::string const state = state_of([&] { return read_key(in, type_id::jsonb, order); });
    if (!state.empty()) CHECK(state == "XX001");
  }
}

TEST_CASE("a damaged jsonb is not believed", "[types][jsonb]") {
  auto const read = [](std::string_view image, type_id type) {
    return read_image(as_bytes(image), type);
  };
  CHECK(read("{\"a\": 1}", type_id::jsonb) == jsonb("{\"a\": 1}"));
  for (char const* const image : {"", " 1", "[] ", "{", "{\"a\": }", "\"\xff\"", "[1"})
    CHECK(state_of([&] { return read(image, type_id::jsonb); }) == "XX001");
  for (char const* const image : {"\"\\u0000\"", "\"\\ud800\"", "{\"\\udc00\": 1}"})
    CHECK(state_of([&] { return read(image, type_id::jsonb); }) == "XX001");
  CHECK(state_of([&] { return read(std::string(2000, '['), type_id::jsonb); }) == "XX001");
  CHECK(state_of([&] { return read("\xff", type_id::json); }) == "XX001");
}

TEST_CASE("jsonb is cast to what it is", "[types][jsonb]") {
  CHECK(cast(jsonb("1.5"), type_id::int4) == value(std::int32_t{2}));
  CHECK(cast(jsonb("true"), type_id::boolean) == value(true));
  CHECK(cast(jsonb("1.25"), {type_id::numeric, 5, 1}) == value(decimal(13, 1)));
  CHECK(cast(jsonb("{\"b\":1,\"a\":2}"), type_id::json) ==
        value::json("{\"a\": 2, \"b\": 1}", type_id::json));
  CHECK(cast(parse_value("[1,  2]", type_id::json), type_id::jsonb) == jsonb("[1, 2]"));
  CHECK(cast(parse_value("[1,  2]", type_id::json), type_id::text) == value::text("[1,  2]"));
  CHECK(message_of([] { return cast(jsonb("\"x\""), type_id::int4); }) ==
        "cannot cast jsonb string to type integer");
  CHECK(message_of([] { return cast(jsonb("null"), type_id::numeric); }) ==
        "cannot cast jsonb null to type numeric");
  CHECK(message_of([] { return cast(jsonb("1"), type_id::boolean); }) ==
        "cannot cast jsonb numeric to type boolean");
  CHECK(state_of([] { return cast(jsonb("[1]"), type_id::float8); }) == "22023");
  CHECK(state_of([] { return cast(value(std::int32_t{1}), type_id::jsonb); }) == "42846");
}

}  // namespace helios::types
