// Values as columns hold them.
#include <helios/types/value_image.hpp>

#include <helios/types/cast.hpp>
#include <helios/types/value_text.hpp>

#include "random_value.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("read_image undoes append_image, and images have their form's width", "[types]") {
  HELIOS_RANDOM(random, 180);
  for (int t = 1; t != type_count; ++t)
    for (int i = 0; i != 1000; ++i) {
      data_type const type = tests::plain_type(static_cast<type_id>(t));
      value const v = tests::random_value(random, type.id);
      CAPTURE(to_string(type), to_text(v));
      bytes image;
      append_image(image, v, type);
      if (width(physical(type)) != 0) CHECK(image.size() == width(physical(type)));
      value const back = read_image(image, type);
      CHECK(back == v);
      if (type.id != type_id::bpchar) CHECK(to_text(back) == to_text(v));
    }
}

TEST_CASE("numeric(p, s) is a mantissa, char(n) is stored without its padding", "[types]") {
  auto const stored = [](char const* text, char const* type) {
    data_type const t = parse_type_name(type);
    value const v = cast(value::text(text, type_id::unknown), t);
    bytes image;
    append_image(image, v, t);
    CHECK(to_text(read_image(image, t)) == to_text(v));
    return image;
  };
  CHECK(load<int128>(stored("12.5", "numeric(10,2)").data()) == 1250);
  CHECK(load<int128>(stored("-1250", "numeric(5,-2)").data()) == -1300);
  CHECK(load<int128>(stored("0.00123", "numeric(3,5)").data()) == 123);
  CHECK(stored("ab", "char(5)").size() == 2);
  CHECK(stored("ab  ", "varchar(5)").size() == 4);
  CHECK(stored("100", "numeric").size() == 3);
}

TEST_CASE("what is no image is refused", "[types]") {
  bytes const three(3);
  HELIOS_CHECK_ERROR("XX001", "a stored value is damaged", read_image(three, type_id::int4));
  HELIOS_CHECK_ERROR("XX001", "a stored value is damaged",
                     read_image(bytes{std::byte{2}}, type_id::boolean));
  bytes const high(16, std::byte{0x7f});
  HELIOS_CHECK_ERROR("XX001", "a stored value is damaged",
                     read_image(high, data_type(type_id::numeric, 10, 2)));
}
