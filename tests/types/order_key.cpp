// Keys: byte order is SQL order, and keys read back.
#include <helios/types/order_key.hpp>

#include <helios/types/value_text.hpp>

#include "random_value.hpp"

#include <vector>

using namespace helios;
using namespace helios::types;

namespace {

constexpr key_order orders[] = {{false, false}, {false, true}, {true, false}, {true, true}};

/// a before b in ORDER BY, as an integer; NULLs included.
int sql_order(value const& a, value const& b, key_order o) {
  if (a.is_null() || b.is_null())
    return (a.is_null() ? (o.nulls_first ? -1 : 1) : 0) -
           (b.is_null() ? (o.nulls_first ? -1 : 1) : 0);
  auto const c = compare(a, b);
  int const up = c < 0 ? -1 : c > 0 ? 1 : 0;
  return o.descending ? -up : up;
}
int sign_of(int v) { return v < 0 ? -1 : v > 0 ? 1 : 0; }

}  // namespace

TEST_CASE("key(a) < key(b) iff a < b, for rows of random types and orders", "[types]") {
  HELIOS_RANDOM(random, 170);
  for (int round = 0; round != 4000; ++round) {
    struct column {
      type_id type;
      key_order order;
    };
    std::vector<column> columns(static_cast<std::size_t>(random.between(1, 3)));
    for (auto& c : columns)
      c = {static_cast<type_id>(random.between(1, type_count - 1)), orders[random.bits() % 4]};
    std::vector<std::vector<value>> rows(6);
    std::vector<bytes> keys(rows.size());
    for (std::size_t r = 0; r != rows.size(); ++r)
      for (auto const& c : columns) {
        bool const repeat = r != 0 && random.coin();  // shared beginnings
        value v = repeat                      ? rows[r - 1][rows[r].size()]
                  : random.between(0, 5) == 0 ? value()
                                              : tests::random_value(random, c.type);
        append_key(keys[r], v, c.order);
        rows[r].push_back(std::move(v));
      }
    for (std::size_t a = 0; a != rows.size(); ++a) {
      byte_reader in(keys[a]);
      for (std::size_t i = 0; i != columns.size(); ++i)
        CHECK(read_key(in, tests::plain_type(columns[i].type), columns[i].order) == rows[a][i]);
      CHECK(in.done());
      for (std::size_t b = 0; b != rows.size(); ++b) {
        int expected = 0;
        for (std::size_t i = 0; expected == 0 && i != columns.size(); ++i)
          expected = sql_order(rows[a][i], rows[b][i], columns[i].order);
        CHECK(sign_of(compare(keys[a], keys[b])) == sign_of(expected));
      }
    }
  }
}

TEST_CASE("keys of typed numbers are those of values", "[types]") {
  bytes typed, dynamic;
  append_key(typed, std::int32_t{-5}, descending);
  append_key(typed, true);
  append_key(typed, 2.5);
  append_key(typed, std::string_view("x"));
  append_key(dynamic, value(std::int32_t{-5}), descending);
  append_key(dynamic, value(true));
  append_key(dynamic, value(2.5));
  append_key(dynamic, value::text("x"));
  CHECK(typed == dynamic);
  CHECK(typed.size() == 5 + 2 + 9 + 3);
}

TEST_CASE("damaged keys are refused", "[types]") {
  HELIOS_RANDOM(random, 171);
  int refused = 0;
  for (int i = 0; i != 20000; ++i) {
    auto const type = static_cast<type_id>(random.between(1, type_count - 1));
    bytes key;
    append_key(key, tests::random_value(random, type), orders[i % 4]);
    if (random.coin()) key.resize(random.bits() % (key.size() + 1));
    if (!key.empty())
      key[random.bits() % key.size()] ^= static_cast<std::byte>(1U << random.between(0, 7));
    try {
      byte_reader in(key);
      static_cast<void>(read_key(in, tests::plain_type(type), orders[i % 4]));
    } catch (error const& e) {
      CHECK(e.code() == errc::data_corrupted);
      ++refused;
    }
  }
  CHECK(refused > 0);
}
