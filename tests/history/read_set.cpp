#include <helios/history/read_set.hpp>

#include <helios/history/transaction.hpp>
#include <helios/storage/memory_vfs.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace helios;
using namespace helios::history;
using namespace helios::storage;
using helios::test::random_source;

namespace {

constexpr tree_id numbers{100}, texts{101};

/// A database with a tree of each kind of key; a text key is the number, padded.
struct two_trees {
  memory_vfs world;
  std::shared_ptr<engine> db;
  shape const by_number{key_kind::int64, {{column_id{1}, physical_type::int64}}};
  shape const by_text{key_kind::bytes, {{column_id{1}, physical_type::int64}}};

  two_trees() {
    engine_options options;
    options.durability = durability::off;
    db = engine::open(world, "reads.helios", options);
    transaction tx(db, main_branch);
    tx.create(numbers, by_number);
    tx.create(texts, by_text);
    static_cast<void>(tx.commit());
  }
  [[nodiscard]] static std::string text_of(std::int64_t n) {
    std::string const digits = std::to_string(n);
    return std::string(6 - digits.size(), '0') + digits;
  }
  /// Puts a value under a key of both trees.
  version_ptr put(std::int64_t n, std::int64_t value) {
    transaction tx(db, main_branch);
    row_builder number(by_number), text(by_text);
    tx.put(numbers, n, number.add_value(value).image());
    std::string const key = text_of(n);
    tx.put(texts, std::string_view(key), text.add_value(value).image());
    static_cast<void>(tx.commit());
    return db->head(main_branch);
  }
};

}  // namespace

TEST_CASE("what was noted is not the same when a row of it changed, else it is", "[read_set]") {
  random_source random;
  CAPTURE(random.seed);
  two_trees in;
  for (std::int64_t n = 0; n != 3000; n += 3) in.put(n, 0);
  for (int i = 0; i != 300; ++i) {
    CAPTURE(i);
    read_set reads;
    std::set<std::int64_t> covered;
    bool const by_text = random.below(2) == 0;
    tree_id const id = by_text ? texts : numbers;
    key_kind const kind = by_text ? key_kind::bytes : key_kind::int64;
    for (std::uint64_t k = random.below(20); k != 0; --k) {
      auto const from = static_cast<std::int64_t>(random.below(3000));
      auto const to = from + static_cast<std::int64_t>(random.below(20));
      std::string const first = in.text_of(from), last = in.text_of(to);
      key_view const a = by_text ? key_view(std::string_view(first)) : key_view(from);
      key_view const b = by_text ? key_view(std::string_view(last)) : key_view(to);
      if (random.below(2) == 0) {
        reads.row(id, kind, a);
        covered.insert(from);
      } else {
        reads.range(id, kind, a, b);
        for (std::int64_t n = from; n != to; ++n) covered.insert(n);
      }
    }
    version_ptr const before = in.db->head(main_branch);
    auto const changed = static_cast<std::int64_t>(random.below(3000));
    version_ptr const after = in.put(changed, i + 1);
    CHECK(reads.same(before->root(), after->root(), in.db->space()) == !covered.contains(changed));
  }
}

TEST_CASE("many ranges are joined, and cover what they did", "[read_set]") {
  random_source random;
  CAPTURE(random.seed);
  two_trees in;
  read_set reads;
  std::size_t most = 0;
  for (std::int64_t n = 0; n != 100'000; ++n) {
    std::int64_t const key = n * 7919 % 100'000 * 2;
    reads.row(numbers, key_kind::int64, key);
    most = std::max(most, reads.ranges(numbers));
  }
  CHECK(most <= read_set::most_ranges);
  for (int i = 0; i != 50; ++i) {
    version_ptr const before = in.db->head(main_branch);
    auto const key = static_cast<std::int64_t>(random.below(100'000)) * 2;
    CHECK_FALSE(reads.same(before->root(), in.put(key, i + 1)->root(), in.db->space()));
  }
  version_ptr const before = in.db->head(main_branch);
  CHECK(reads.same(before->root(), in.put(300'000, 1)->root(), in.db->space()));
}

TEST_CASE("rows in the order of their keys are one range", "[read_set]") {
  read_set reads;
  for (std::int64_t n = -100; n != 1000; ++n) {
    reads.row(numbers, key_kind::int64, n);
    reads.row(numbers, key_kind::int64, std::max<std::int64_t>(n - 1, -100));
  }
  CHECK(reads.ranges(numbers) == 1);
  reads.range(numbers, key_kind::int64, {}, {});
  reads.row(numbers, key_kind::int64, 5000);
  CHECK(reads.ranges(numbers) == 1);
}

TEST_CASE("the ends of the keys' order can be read", "[read_set]") {
  two_trees in;
  std::int64_t const least = std::numeric_limits<std::int64_t>::min();
  std::int64_t const greatest = std::numeric_limits<std::int64_t>::max();
  read_set low, high;
  low.range(numbers, key_kind::int64, {}, key_view(least + 1));
  high.row(numbers, key_kind::int64, greatest);
  auto const put = [&](std::int64_t n) {
    transaction tx(in.db, main_branch);
    row_builder row(in.by_number);
    tx.put(numbers, n, row.add_value(n).image());
    static_cast<void>(tx.commit());
  };
  version_ptr const before = in.db->head(main_branch);
  put(least);
  version_ptr const between = in.db->head(main_branch);
  put(greatest);
  version_ptr const after = in.db->head(main_branch);
  CHECK_FALSE(low.same(before->root(), between->root(), in.db->space()));
  CHECK(low.same(between->root(), after->root(), in.db->space()));
  CHECK(high.same(before->root(), between->root(), in.db->space()));
  CHECK_FALSE(high.same(between->root(), after->root(), in.db->space()));
}

TEST_CASE("a serializable transaction loses to who changed what it read", "[read_set]") {
  two_trees in;
  in.put(1, 0);
  transaction reader(in.db, main_branch);
  reader.note_reads();
  CHECK(reader.find(numbers, 1));
  row_builder row(in.by_number);
  reader.put(numbers, 2, row.add_value(std::int64_t{1}).image());
  in.put(1, 5);
  CHECK(helios::test::state_of([&] { return reader.commit(); }) == "40001");
}
