// Enumerations: definitions by number, values that print, parse, compare and are stored.
#include <helios/types/enumeration.hpp>

#include <helios/types/cast.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

#include <atomic>
#include <limits>
#include <thread>

namespace helios::types {

using test::message_of;
using test::state_of;

namespace {

data_type make(std::uint64_t identity, std::string name, std::vector<std::string> const& labels) {
  return enumeration_type({identity, std::move(name), number_labels(labels)});
}

}  // namespace

TEST_CASE("one definition has one number", "[types][enumeration]") {
  data_type const mood = make(7, "mood", {"sad", "happy"});
  CHECK(mood == make(7, "mood", {"sad", "happy"}));
  CHECK_FALSE(mood == make(8, "mood", {"sad", "happy"}));
  CHECK_FALSE(mood == make(7, "mood", {"sad", "ok", "happy"}));
  CHECK(definition_of(mood).name == "mood");
  CHECK(is_made(mood));
  CHECK_FALSE(is_made({type_id::enumeration, definition_count()}));
  CHECK(to_string(mood) == "mood");
  CHECK(to_string(make(9, "Odd \"name\"", {})) == "\"Odd \"\"name\"\"\"");
  CHECK(same_enumeration(mood, make(7, "renamed", {"sad"})));
  CHECK_FALSE(same_enumeration(mood, make(8, "mood", {"sad", "happy"})));
}

TEST_CASE("labels have room between them", "[types][enumeration]") {
  std::vector<enumeration_label> labels = number_labels({"a", "b"});
  REQUIRE(labels.size() == 2);
  // In the narrowest place: always right behind the first.
  int added = 0;
  while (auto const number = number_between(labels, 1)) {
    CHECK(labels[0].number < *number);
    CHECK(*number < labels[1].number);
    labels.insert(labels.begin() + 1, {*number, "n" + std::to_string(added++)});
  }
  CHECK(added == 20);
  CHECK(*number_between(labels, 0) < labels.front().number);
  CHECK(*number_between(labels, labels.size()) > labels.back().number);
  labels = {{std::numeric_limits<std::int32_t>::min(), "first"},
            {std::numeric_limits<std::int32_t>::max(), "last"}};
  CHECK_FALSE(number_between(labels, 0));
  CHECK_FALSE(number_between(labels, 2));
  CHECK(number_between({}, 0) == 0);
}

TEST_CASE("values of enumerations go where other values go", "[types][enumeration]") {
  data_type const mood = make(17, "mood", {"sad", "ok", "happy"});
  value const sad = parse_value("sad", mood), happy = parse_value("happy", mood);
  CHECK(to_text(sad) == "sad");
  CHECK(sad.whole_type() == mood);
  CHECK((compare(sad, happy) < 0));
  CHECK(sad == parse_value("sad", mood));
  CHECK(hash(sad) == hash(parse_value("sad", mood)));
  CHECK_FALSE(sad == parse_value("sad", make(18, "other", {"sad"})));
  bytes image;
  append_image(image, happy, mood);
  CHECK(image.size() == 4);
  CHECK(read_image(image, mood) == happy);
  bytes low, high;
  append_key(low, sad);
  append_key(high, happy);
  CHECK(helios::compare(low, high) < 0);
  byte_reader in(high);
  CHECK(read_key(in, mood) == happy);

  CHECK(to_text(cast(happy, type_id::text)) == "happy");
  CHECK(cast(value::text("happy"), mood) == happy);
  CHECK(cast(value::text("happy", type_id::unknown), mood, cast_context::implicit) == happy);
  CHECK(message_of([&] { return parse_value("mad", mood); }) ==
        "invalid input value for enum mood: \"mad\"");
  CHECK(message_of([&] { return cast(happy, make(19, "color", {"red"})); }) ==
        "cannot cast type mood to color");
  CHECK(state_of([&] { return to_text(value(enumerator{1, mood.precision})); }) == "XX001");
}

TEST_CASE("a value goes to another moment of its enumeration by its number",
          "[types][enumeration]") {
  data_type const before = enumeration_type({27, "mood", {{0, "sad"}, {10, "happy"}}});
  data_type const after = enumeration_type({27, "mood", {{0, "grim"}, {5, "ok"}, {10, "happy"}}});
  CHECK(to_text(cast(parse_value("sad", before), after)) == "grim");
  CHECK(common_type(before, after) == before);
  CHECK(state_of([&] { return cast(parse_value("ok", after), before); }) == "22P02");
}

TEST_CASE("threads make definitions and read them", "[types][enumeration]") {
  std::vector<std::thread> all;
  std::atomic<int> wrong{0};
  for (int t = 0; t != 4; ++t) {
    all.emplace_back([&] {
      for (int i = 0; i != 500; ++i) {
        std::string const label = "label" + std::to_string(i);
        data_type const type = make(1000 + static_cast<std::uint64_t>(i), "raced", {label});
        wrong += to_text(parse_value(label, type)) == label ? 0 : 1;
      }
    });
  }
  for (std::thread& t : all) t.join();
  CHECK(wrong == 0);
}

}  // namespace helios::types
