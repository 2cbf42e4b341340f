// The bytes of a numeric: order, equality and the way back.
#include <helios/types/decimal_image.hpp>

#include <helios/types/decimal_text.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

namespace {
bytes key(decimal d) {
  bytes out;
  append_order_key(out, d);
  return out;
}
}  // namespace

TEST_CASE("numeric keys order as their values, and images keep the scale", "[types]") {
  HELIOS_RANDOM(random, 30);
  for (int i = 0; i != 50000; ++i) {
    decimal const a = random.decimal();
    decimal const b =
        random.coin() ? random.decimal() : a + decimal(random.coin() ? 1 : -1, a.scale());
    CAPTURE(to_text(a), to_text(b));
    int const order = compare(key(a), key(b));
    CHECK((order < 0) == (a < b));
    CHECK((order == 0) == (a == b));
    CHECK(key(a).size() <= 21);
    bytes const k = key(a);
    byte_reader reader(k);
    CHECK(read_order_key(reader) == a);
    CHECK(reader.done());

    bytes image;
    append_image(image, a);
    decimal const back = read_image(image);
    CHECK((back == a && back.scale() == a.scale()));
    image.pop_back();
    CHECK(compare(image, k) == 0);
  }
}

TEST_CASE("the extremes have keys", "[types]") {
  for (char const* const text :
       {"0", "0.00", "1", "-1", "100", "1e-38", "-1e-38", "99999999999999999999999999999999999999",
        "-0.99999999999999999999999999999999999999", "9.9999999999999999999999999999999999999",
        "1e37", "0.1", "0.01"}) {
    CAPTURE(text);
    decimal const d = parse_decimal(text);
    bytes image;
    append_image(image, d);
    CHECK(to_text(read_image(image)) == to_text(d));
  }
  CHECK(key(parse_decimal("1.0")) == key(parse_decimal("1.000")));
  CHECK(key(decimal(5)).size() == 2);
}

TEST_CASE("damaged bytes are refused, never misread past the end", "[types]") {
  HELIOS_RANDOM(random, 31);
  int refused = 0;
  for (int i = 0; i != 20000; ++i) {
    bytes noise(static_cast<std::size_t>(random.between(0, 24)));
    for (auto& b : noise) b = static_cast<std::byte>(random.bits());
    try {
      bytes again;
      append_image(again, read_image(noise));
    } catch (error const& e) {
      CHECK(e.code() == errc::data_corrupted);
      ++refused;
    }
  }
  CHECK(refused > 0);
}
