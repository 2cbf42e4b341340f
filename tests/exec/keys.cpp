// Keys to numbers and to rows: what takes a short way for integers says what the way of all keys
// says.
#include <helios/exec/row_index.hpp>

#include <tests/exec/random_column.hpp>
#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <random>

using namespace helios;
using namespace helios::exec;
using test::all_types;
using test::random_column;

namespace {

/// Keys as they come in practice, and as they come to hurt.
std::vector<std::vector<std::int64_t>> key_streams(test::random_source& random) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto greatest = std::numeric_limits<std::int64_t>::max();
  std::vector<std::vector<std::int64_t>> all(9);
  for (std::int64_t i = 0; i != 3000; ++i) {
    auto const below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random.below(n)); };
    all[0].push_back(i);
    all[1].push_back(-i);
    all[2].push_back(below(1000) - 500);
    all[3].push_back(static_cast<std::int64_t>(random.number()));
    all[4].push_back(i % 2 == 0 ? greatest - below(100) : least + below(100));
    all[5].push_back(i < 200 ? below(1'000'000'000) : below(1500));  // grows dense
    all[6].push_back(i * 13);
    all[8].push_back(5000 - i + below(3));
    all[7].push_back(i == 1500 ? greatest : i);  // one far away
  }
  return all;
}

}  // namespace

TEST_CASE("integers are numbered in the order they came", "[exec][keys]") {
  test::random_source random;
  CAPTURE(random.seed);
  for (std::vector<std::int64_t> const& stream : key_streams(random)) {
    integer_table table;
    for (int round = 0; round != 2; ++round) {  // cleared, it begins again
      std::map<std::int64_t, std::uint32_t> model;
      std::optional<std::uint32_t> null;
      for (std::int64_t const key : stream) {
        if (random.below(100) == 0) {
          auto const next = static_cast<std::uint32_t>(model.size());
          auto const found = table.find_or_insert_null();
          REQUIRE(found.fresh == !null.has_value());
          if (!null) null = next;
          REQUIRE(found.number == *null);
          REQUIRE(table.find_null() == *null);
        }
        auto const known = model.find(key);
        REQUIRE(table.find(key) == (known == model.end() ? integer_table::none : known->second));
        auto const next = static_cast<std::uint32_t>(model.size() + (null ? 1 : 0));
        auto const found = table.find_or_insert(key);
        REQUIRE(found.fresh == (known == model.end()));
        REQUIRE(found.number == model.emplace(key, next).first->second);
        REQUIRE(table.size() == model.size() + (null ? 1 : 0));
      }
      for (auto const& [key, number] : model) {
        REQUIRE(table.find(key) == number);
        if (!model.contains(key ^ 1)) REQUIRE(table.find(key ^ 1) == integer_table::none);
      }
      table.clear();
      REQUIRE(table.size() == 0);
      REQUIRE(table.find(stream[0]) == integer_table::none);
      REQUIRE(table.find_null() == integer_table::none);
    }
  }
}

TEST_CASE("keys that lie close together take no hashing", "[exec][keys]") {
  integer_table table;
  for (std::int64_t i = 0; i != 1000; ++i) (void)table.find_or_insert(1'000'000 - 3 * i);
  CHECK(table.direct());
  (void)table.find_or_insert(0);
  CHECK_FALSE(table.direct());
  integer_table grown;
  (void)grown.find_or_insert(0);
  (void)grown.find_or_insert(5000);
  CHECK_FALSE(grown.direct());
  for (std::int64_t i = 1; i != 5000; ++i) (void)grown.find_or_insert(i);
  CHECK(grown.direct());
}

TEST_CASE("keys of one column are numbered as those of several", "[exec][keys]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    CAPTURE(types::name(t));
    key_numbers one, two;
    for (int round = 0; round != 10; ++round) {
      arena memory;
      auto const drawn = random_column(r, t, 100);
      column const c = make_column(memory, t, drawn);
      std::vector<value> const same(drawn.size(), value(std::int64_t{7}));
      column const both[] = {c, make_column(memory, type_id::int8, same)};
      selection const all{nullptr, 100};
      selection const some = narrow(memory, all, [&](std::uint32_t) { return r.coin(); });
      struct found {
        std::vector<std::uint32_t> before, numbers;
      };
      auto const run = [&](key_numbers& keys, std::span<column const> columns) {
        found f;
        keys.find(columns, all, [&](std::uint32_t, std::uint32_t n) { f.before.push_back(n); });
        keys.number(columns, some, [&](std::uint32_t i, key_table::entry e) {
          f.numbers.insert(f.numbers.end(), {i, e.number, e.fresh ? 1U : 0U});
        });
        return f;
      };
      found const a = run(one, {&c, 1}), b = run(two, both);
      REQUIRE(a.before == b.before);
      REQUIRE(a.numbers == b.numbers);
    }
    one.clear();
    two.clear();
  }
}

TEST_CASE("an index finds the rows of a key in their order", "[exec][keys]") {
  std::uint64_t const seed = std::random_device{}();
  INFO("seed " << seed);
  tests::random r{seed};
  for (type_id const t : all_types) {
    for (bool const repeated : {false, true}) {
      CAPTURE(types::name(t), repeated);
      auto drawn = random_column(r, t, 200);
      auto const first_with = [&](value const& v) {
        return static_cast<std::size_t>(std::find(drawn.begin(), drawn.end(), v) - drawn.begin());
      };
      if (!repeated)
        for (std::size_t i = 0; i != drawn.size();)
          first_with(drawn[i]) == i ? ++i : (drawn.erase(drawn.begin() + std::ptrdiff_t(i)), i);
      arena memory;
      row_index index;
      for (std::size_t at = 0; at < drawn.size(); at += 30) {
        std::size_t const n = std::min<std::size_t>(30, drawn.size() - at);
        column const part = make_column(memory, t, std::span(drawn).subspan(at, n));
        index.add({&part, 1}, {nullptr, static_cast<std::uint32_t>(n)});
      }
      if (!repeated) REQUIRE(index.unique());
      auto asked = random_column(r, t, 100);
      asked.insert(asked.end(), drawn.begin(), drawn.end());
      auto const n = static_cast<std::uint32_t>(asked.size());
      column const c = make_column(memory, t, asked);
      std::vector<std::uint32_t> found(n);
      index.find({&c, 1}, {nullptr, n}, found.data());
      for (std::uint32_t i = 0; i != n; ++i) {
        std::uint32_t row = found[i];
        for (std::uint32_t k = 0; k != drawn.size(); ++k) {
          if (!(drawn[k] == asked[i])) continue;
          REQUIRE(row == k);
          row = index.next(row);
        }
        REQUIRE(row == no_row);
      }
      index.clear();
      index.find({&c, 1}, {nullptr, n}, found.data());
      REQUIRE(std::count(found.begin(), found.end(), no_row) == n);
    }
  }
}
