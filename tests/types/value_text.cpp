// Every type from and to text.
#include <helios/types/value_text.hpp>

#include "random_value.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("parse_value undoes print for every type", "[types]") {
  HELIOS_RANDOM(random, 150);
  for (int t = 1; t != type_count; ++t) {
    auto const type = static_cast<type_id>(t);
    for (int i = 0; i != 2000; ++i) {
      value v = tests::random_value(random, type);
      if (type == type_id::timestamptz && v.as<timestamp_tz>().finite() &&
          !in_timestamp_range(v.as<timestamp_tz>().count + 3600'000'000))
        continue;  // its own clock shows a moment past the last
      std::string const text = to_text(v, {.utc_offset = 3600});
      CAPTURE(name(type), text);
      // The text carries its own offset.
      value const back = parse_value(text, tests::plain_type(type), {.utc_offset = -7200});
      CHECK(back == v);
      CHECK(to_text(back) == to_text(v));
    }
  }
}

TEST_CASE("text is checked on its way in", "[types]") {
  HELIOS_CHECK_ERROR("22021", "invalid byte sequence for encoding \"UTF8\": 0xff",
                     parse_value("\xff", type_id::text));
  HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type integer: \"x\"",
                     parse_value("x", type_id::int4));
  CHECK(parse_value("'", type_id::unknown).type() == type_id::unknown);
}
