// Uuids from and to text and numbers.
#include <helios/types/uuid.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("a uuid survives its text and its number, which orders as the bytes do", "[types]") {
  HELIOS_RANDOM(random, 60);
  auto const any = [&] {
    uuid u;
    for (auto& b : u.bytes) b = static_cast<std::uint8_t>(random.bits() >> random.between(0, 7));
    return u;
  };
  for (int i = 0; i != 5000; ++i) {
    uuid const a = any();
    uuid b = any();
    if (random.coin()) b.bytes[0] = a.bytes[0];
    CHECK(parse_uuid(to_text(a)) == a);
    CHECK(to_uuid(to_int128(a)) == a);
    CHECK((a < b) == (to_int128(a) < to_int128(b)));
    CHECK((a < b) == (to_text(a) < to_text(b)));
  }
}

TEST_CASE("uuid input", "[types]") {
  std::string const shown = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
  for (char const* const text :
       {"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
        "a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"})
    CHECK(to_text(parse_uuid(text)) == shown);
  for (char const* const bad :
       {"", "{}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111",
        "g0eebc999c0b4ef8bb6d6bb9bd380a11", "a-0eebc999c0b4ef8bb6d6bb9bd380a11",
        " a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a11-",
        "{a0eebc999c0b4ef8bb6d6bb9bd380a11"})
    HELIOS_CHECK_ERROR("22P02", "invalid input syntax for type uuid: \"" + std::string(bad) + '"',
                       parse_uuid(bad));
}

TEST_CASE("random uuids carry their version", "[types]") {
  std::array<std::uint8_t, 16> all;
  all.fill(0xff);
  CHECK(to_text(make_random_uuid(all)) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(to_text(make_random_uuid({})) == "00000000-0000-4000-8000-000000000000");
}
