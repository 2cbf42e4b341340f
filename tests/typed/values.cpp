#include <helios/typed/values.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <string>

namespace helios::test {

using types::type_id;
using namespace std::chrono;

namespace {

struct celsius {
  double degrees;
};

}  // namespace
}  // namespace helios::test

template <>
struct helios::conversion<helios::test::celsius> {
  static types::value write(test::celsius const& t) { return types::value(t.degrees); }
};

namespace helios::test {

TEST_CASE("integers become the smallest SQL type that holds their C++ type") {
  CHECK(to_value(true).type() == type_id::boolean);
  CHECK(to_value(std::int8_t{1}).type() == type_id::int2);
  CHECK(to_value(std::uint8_t{1}).type() == type_id::int2);
  CHECK(to_value(std::int16_t{1}).type() == type_id::int2);
  CHECK(to_value(std::uint16_t{1}).type() == type_id::int4);
  CHECK(to_value(1).type() == type_id::int4);
  CHECK(to_value(1U).type() == type_id::int8);
  CHECK(to_value(1L).type() == type_id::int8);
  CHECK(to_value(1UL).as<std::int64_t>() == 1);
  CHECK(state_of([] { return to_value(std::numeric_limits<std::uint64_t>::max()); }) == "22003");
}

TEST_CASE("texts have no type of their own") {
  for (types::value const& v :
       {to_value("Ada"), to_value(std::string("Ada")), to_value(std::string_view("Ada"))}) {
    CHECK(v.type() == type_id::unknown);
    CHECK(!v.is_null());
    CHECK(v.as_string() == "Ada");
  }
  CHECK(state_of([] { return to_value("\xff"); }) == "22021");
}

TEST_CASE("nothing is NULL, and an optional may be") {
  CHECK(to_value(nullptr).is_null());
  CHECK(to_value(std::nullopt).is_null());
  CHECK(to_value(std::optional<int>()).is_null());
  CHECK(to_value(std::optional<int>(3)).as<std::int32_t>() == 3);
  CHECK(to_value(std::optional<std::string>("x")).as_string() == "x");
}

TEST_CASE("days are dates, instants are timestamps") {
  CHECK(to_value(sys_days(2000y / January / 2)).as<types::date>().count == 1);
  CHECK(to_value(sys_days(1970y / January / 1)).as<types::date>().count == -10957);
  CHECK(to_value(sys_time<seconds>(946684801s)).as<types::timestamp_tz>().count == 1'000'000);
  CHECK(to_value(local_time<milliseconds>(946684800001ms)).as<types::timestamp>().count == 1000);
  CHECK(to_value(sys_time<nanoseconds>(-1ns)).as<types::timestamp_tz>().count == -946684800000001);
  CHECK(state_of([] { return to_value(sys_days(days(3'000'000))); }) == "");
  CHECK(state_of([] { return to_value(sys_days(days(2'147'483'000))); }) == "22008");
}

TEST_CASE("bytes, decimals, values and types of one's own") {
  CHECK(to_value(std::vector<std::byte>{std::byte{7}}).type() == type_id::bytea);
  CHECK(to_value(types::decimal(150, 2)).as_decimal().scale() == 2);
  CHECK(to_value(types::value(std::int16_t{4})).as<std::int16_t>() == 4);
  CHECK(to_value(celsius{21.5}).as<double>() == 21.5);
  auto const all = to_values(1, "a", nullptr);
  CHECK(all.size() == 3);
}

}  // namespace helios::test
