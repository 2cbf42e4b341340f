// Vectors: text, limits, order, keys, arrays, and what somebody forged.
#include <helios/types/vector.hpp>

#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

#include "random_value.hpp"

#include <tests/support/thrown_error.hpp>

#include <limits>

using namespace helios;
using namespace helios::types;

namespace {

value made(std::initializer_list<float> numbers) {
  return make_vector({numbers.begin(), numbers.size()});
}
std::string shown(std::string_view text) { return to_text(parse_vector(text)); }

}  // namespace

TEST_CASE("a vector's text", "[types][vector]") {
  CHECK(shown("[1,2,3]") == "[1,2,3]");
  CHECK(shown("  [ 1 ,\t2.50 , -2e10 ]  ") == "[1,2.5,-2e+10]");
  CHECK(shown("[+1,-0,.5,5.,1E2]") == "[1,-0,0.5,5,100]");
  CHECK(shown("[0.1,16777217,1e-45,1e-50]") == "[0.1,1.6777216e+07,1e-45,0]");
  HELIOS_RANDOM(random, 231);
  for (int i = 0; i != 1000; ++i) {
    value const v = tests::random_value(random, type_id::vector);
    std::string const text = to_text(v);
    CAPTURE(text);
    value const read = parse_value(text, type_id::vector);
    CHECK(as_text(read.as_vector().image()) == as_text(v.as_vector().image()));
  }
}

TEST_CASE("texts that are no vector", "[types][vector]") {
  auto const said = [](std::string_view text) {
    return test::state_of([&] { return parse_vector(text); }) + ' ' +
           test::message_of([&] { return parse_vector(text); });
  };
  for (std::string_view const text :
       {"", "1,2", "{1,2}", "[1,2", "[1,,2]", "[,1]", "[1,]", "[a]", "[1 2]", "[1,2]x", "[[1]]",
        "[+-1]", "[0x1]", "[--1]", "[1e]", "]", "["})
    CHECK(said(text) == "22P02 invalid input syntax for type vector: \"" + std::string(text) + '"');
  CHECK(said("[]") == "22000 vector must have at least 1 dimension");
  CHECK(said("[NaN,1]") == "22000 NaN not allowed in vector");
  CHECK(said("[1,-Infinity]") == "22000 infinite value not allowed in vector");
  CHECK(said("[4e38,1]") == "22003 \"4e38\" is out of range for type vector");
  CHECK(said("[1e999]") == "22003 \"1e999\" is out of range for type vector");
  std::string many = "[1";
  for (int i = 1; i != most_dimensions; ++i) many += ",1";
  CHECK(parse_vector(many + ']').as_vector().size() == 16'000);
  CHECK(said(many + ",1]") == "54000 vector cannot have more than 16000 dimensions");
  HELIOS_CHECK_ERROR("22000", "NaN not allowed in vector",
                     made({1, std::numeric_limits<float>::quiet_NaN()}));
  HELIOS_CHECK_ERROR("22000", "vector must have at least 1 dimension", made({}));
}

TEST_CASE("vectors order number by number, and so do their keys", "[types][vector]") {
  CHECK((compare(made({1, 2}), made({1, 3})) < 0));
  CHECK((compare(made({1, 2}), made({1, 2, -9})) < 0));
  CHECK((compare(made({-1}), made({0})) < 0));
  CHECK(made({0}) == made({-0.0F}));
  CHECK(hash(made({0})) == hash(made({-0.0F})));
  CHECK_FALSE(made({1}) == made({1, 0}));
  HELIOS_RANDOM(random, 232);
  for (int i = 0; i != 2000; ++i) {
    value const a = tests::random_value(random, type_id::vector);
    value const b = tests::random_value(random, type_id::vector);
    auto const order = compare(a, b);
    for (key_order const way : {ascending, descending}) {
      bytes first, second;
      append_key(first, a, way);
      append_key(second, b, way);
      int const o = helios::compare(first, second), wanted = order < 0 ? -1 : order > 0 ? 1 : 0;
      CHECK((o < 0 ? -1 : o > 0 ? 1 : 0) == (way.descending ? -wanted : wanted));
      first.push_back(std::byte{7});
      byte_reader in(first);
      CHECK(read_key(in, type_id::vector, way) == a);
      CHECK(in.left() == 1);
    }
  }
}

TEST_CASE("modifiers of vectors are their dimensions", "[types][vector]") {
  data_type const three = parse_type_name("vector(3)");
  CHECK(three == data_type{type_id::vector, 3});
  CHECK(to_string(three) == "vector(3)");
  CHECK(name(three) == "vector");
  CHECK(to_string(type_id::vector) == "vector");
  CHECK(is_made(three));
  CHECK_FALSE(is_made({type_id::vector, 0}));
  CHECK_FALSE(is_made({type_id::vector, 16'001}));
  CHECK(postgres_modifier(three) == 3);
  CHECK(type_of_oid(postgres_oid(type_id::vector)) == type_id::vector);
  HELIOS_CHECK_ERROR("22023", "dimensions for type vector must be at least 1",
                     parse_type_name("vector(0)"));
  HELIOS_CHECK_ERROR("22023", "dimensions for type vector cannot exceed 16000",
                     parse_type_name("vector(16001)"));
  HELIOS_CHECK_ERROR("22000", "expected 3 dimensions, not 2", cast(made({1, 2}), three));
  CHECK(cast(made({1, 2, 3}), three) == made({1, 2, 3}));
}

TEST_CASE("vectors and arrays of numbers", "[types][vector]") {
  auto const of = [](std::string_view text, std::string_view type) {
    return cast(value::text(text, type_id::unknown), parse_type_name(type));
  };
  for (std::string_view const type :
       {"smallint[]", "integer[]", "bigint[]", "real[]", "double precision[]", "numeric[]"}) {
    CAPTURE(type);
    CHECK(cast(of("{1,-2,3}", type), type_id::vector) == made({1, -2, 3}));
    CHECK(cast(made({1, -2, 3}), parse_type_name(type)) == of("{1,-2,3}", type));
  }
  CHECK(to_text(cast(made({0.1F, -0.0F}), parse_type_name("real[]"))) == "{0.1,-0}");
  CHECK(find_cast(type_id::vector, array_of(type_id::float4)) == cast_rule::always);
  CHECK(find_cast(type_id::vector, array_of(type_id::float8)) == cast_rule::on_request);
  CHECK(find_cast(type_id::vector, array_of(type_id::text)) == cast_rule::none);
  CHECK(find_cast(array_of(type_id::numeric), type_id::vector) == cast_rule::on_assignment);
  CHECK(find_cast(array_of(type_id::text), type_id::vector) == cast_rule::none);
  CHECK(find_cast(type_id::array, type_id::vector) == cast_rule::none);
  HELIOS_CHECK_ERROR("22004", "array must not contain nulls",
                     cast(of("{1,NULL}", "real[]"), type_id::vector));
  HELIOS_CHECK_ERROR("22000", "vector must have at least 1 dimension",
                     cast(of("{}", "real[]"), type_id::vector));
  HELIOS_CHECK_ERROR("22000", "infinite value not allowed in vector",
                     cast(of("{Infinity}", "real[]"), type_id::vector));
  HELIOS_CHECK_ERROR("22000", "infinite value not allowed in vector",
                     cast(of("{1e300}", "float8[]"), type_id::vector));
  CHECK(to_text(cast(of("{1e-46,-1e-46}", "float8[]"), type_id::vector)) == "[0,-0]");
  value const list = of("{\"[1,2]\",NULL,\"[-0]\"}", "vector[]");
  CHECK(to_text(list) == "{\"[1,2]\",NULL,[-0]}");
}

TEST_CASE("a forged vector is XX001", "[types][vector]") {
  auto const state = [](std::size_t size, data_type type) {
    bytes const image(size);
    return test::state_of([&] { return read_image(image, type); });
  };
  CHECK(state(12, type_id::vector).empty());
  CHECK(state(12, {type_id::vector, 3}).empty());
  CHECK(state(12, {type_id::vector, 2}) == "XX001");
  CHECK(state(0, type_id::vector) == "XX001");
  CHECK(state(13, type_id::vector) == "XX001");
  CHECK(state(64'004, type_id::vector) == "XX001");
  HELIOS_RANDOM(random, 233);
  for (int i = 0; i != 2000; ++i) {
    bytes key;
    append_key(key, tests::random_value(random, type_id::vector));
    if (random.coin()) key.resize(random.bits() % (key.size() + 1));
    for (auto n = random.between(0, 2); n != 0 && !key.empty(); --n)
      key[random.bits() % key.size()] ^= static_cast<std::byte>(random.bits());
    std::string const said = test::state_of([&] {
      byte_reader in(key);
      return read_key(in, type_id::vector);
    });
    CHECK((said.empty() || said == "XX001"));
  }
}
