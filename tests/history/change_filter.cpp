// Filters of what commits changed: they know all that they were made of, and little else.
#include <helios/history/change_filter.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace helios;
using namespace helios::history;

TEST_CASE("a filter holds what it was made of, and one in 150 of what it was not") {
  test::random_source random;
  CAPTURE(random.seed);
  for (std::size_t const n : {0U, 1U, 20U, 2048U, 40'000U}) {
    CAPTURE(n);
    std::vector<change> made;
    for (std::size_t i = 0; i != n; ++i) made.push_back(change{random.engine()});
    bytes const filter = make_filter(made);
    REQUIRE(!filter.empty());
    for (change const c : made) REQUIRE(may_hold(filter, c));
    std::size_t others = 0;
    constexpr std::size_t asked = 30'000;
    for (std::size_t i = 0; i != asked; ++i) others += may_hold(filter, change{random.engine()});
    CHECK(others < asked / 100);
  }
  CHECK(make_filter(std::vector<change>(100'000)).empty());
  CHECK(may_hold({}, change{7}));
}

TEST_CASE("changes of keys, trees and branches are told apart") {
  std::set<change> all;
  std::size_t n = 0;
  for (std::uint32_t b = 0; b != 3; ++b) {
    for (std::uint64_t t = 0; t != 3; ++t) {
      change const tree = change_of(branch_id{b}, tree_id{t});
      all.insert(tree);
      ++n;
      for (std::int64_t k = -2; k != 3; ++k, ++n)
        all.insert(change_of(tree, storage::key_kind::int64, k));
      for (std::string_view const k : {"", "a", "aa"}) {
        all.insert(change_of(tree, storage::key_kind::bytes, k));
        ++n;
      }
    }
  }
  CHECK(all.size() == n);
}

TEST_CASE("a commit has the same changes as a record and as a payload") {
  storage::commit_record record;
  record.definitions.push_back({storage::tree_change::drop, tree_id{9}, {}});
  record.trees.push_back({tree_id{4}, storage::key_kind::int64, {{5, {}, true}, {8, {}, false}}});
  record.trees.push_back(
      {tree_id{3}, storage::key_kind::bytes, {{std::string_view("five"), {}, true}}});
  bytes payload;
  storage::encode(record, payload);
  storage::commit_reader reader(payload);
  std::vector<change> const made = changes_of(branch_id{2}, record);
  CHECK(made == changes_of(branch_id{2}, reader));
  REQUIRE(made.size() == 4);
  CHECK(made[0] == change_of(branch_id{2}, tree_id{9}));
  CHECK(made[2] == change_of(change_of(branch_id{2}, tree_id{4}), storage::key_kind::int64, 8));
}
