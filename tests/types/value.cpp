// Values: keeping, copying, comparing and hashing them.
#include <helios/types/value.hpp>

#include "random_value.hpp"

#include <vector>

using namespace helios;
using namespace helios::types;

TEST_CASE("a value keeps what it was given", "[types]") {
  CHECK(value().is_null());
  CHECK(value().type() == type_id::unknown);
  CHECK_FALSE(value::text("", type_id::unknown).is_null());
  CHECK(value(std::int32_t{-5}).as<std::int32_t>() == -5);
  CHECK(value(true).type() == type_id::boolean);
  CHECK(value(decimal(150, 2)).as_decimal().scale() == 2);
  for (std::size_t n = 0; n != 60; ++n) {
    std::string const s(n, 'x');
    value const v = value::text(s);
    value copy = v;
    CHECK(copy.as_string() == s);
    value moved = std::move(copy);
    CHECK(moved.as_string() == s);
    CHECK(copy.is_null());  // NOLINT(bugprone-use-after-move): what moving leaves is told
    copy = moved;
    moved = value(true);
    CHECK(copy.as_string() == s);
    copy = *&copy;
    CHECK(copy.as_string() == s);
    CHECK(value::bytea(as_bytes(s)).as_bytea().size() == n);
  }
}

TEST_CASE("SQL's order of values", "[types]") {
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK((compare(value(nan), value(nan)) == 0));
  CHECK((compare(value(nan), value(std::numeric_limits<double>::infinity())) > 0));
  CHECK((compare(value(-0.0), value(0.0)) == 0));
  CHECK((compare(value(decimal(10, 1)), value(decimal(100, 2))) == 0));
  CHECK((compare(value::text("ab ", type_id::bpchar), value::text("ab", type_id::bpchar)) == 0));
  CHECK((compare(value::text("ab ", type_id::varchar), value::text("ab", type_id::text)) > 0));
  CHECK(value::text("\xc3\xa4") == value::text("\xc3\xa4", type_id::varchar));
  CHECK(value() == value());
  CHECK_FALSE(value() == value(std::int32_t{0}));
  CHECK_FALSE(value(std::int32_t{0}) == value(std::int64_t{0}));
  CHECK(value(interval{0, 30, 0}) == value(interval{0, 0, 1}));
}

TEST_CASE("order is total, equality hashes equal", "[types]") {
  HELIOS_RANDOM(random, 140);
  for (int t = 1; t != type_count; ++t) {
    auto const type = static_cast<type_id>(t);
    CAPTURE(name(type));
    std::vector<value> values;
    for (int i = 0; i != 60; ++i) values.push_back(tests::random_value(random, type));
    for (auto const& a : values)
      for (auto const& b : values) {
        auto const order = compare(a, b);
        CHECK((order == (0 <=> compare(b, a))));
        CHECK((order == 0) == (a == b));
        if (order == 0) CHECK(hash(a) == hash(b));
        if (order > 0) continue;
        auto const& c = values[random.bits() % values.size()];
        if (compare(b, c) <= 0) CHECK((compare(a, c) <= 0));
      }
  }
}
