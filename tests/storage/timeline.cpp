#include <helios/storage/timeline.hpp>

#include <helios/storage/draft.hpp>
#include <helios/storage/row.hpp>
#include <helios/storage/tree_walk.hpp>

#include <catch2/catch.hpp>

#include <latch>
#include <random>
#include <thread>

using namespace helios;
using namespace helios::storage;

namespace {

shape const& numbers() {
  static shape const form(key_kind::int64, {{column_id{1}, physical_type::int64}});
  return form;
}

/// The row `key` of a tree, in the next version of a line.
version_ptr put_row(tree_space& space, timeline& line, version_ptr const& tip, std::int64_t key,
                    std::uint64_t at) {
  draft d(space, line.owner(), space.tick(), tip ? tip->root() : database_root{});
  if (!tip) d.create(tree_id{1}, numbers());
  row_builder row(numbers());
  row.add_value(static_cast<std::int64_t>(at));
  tree_op const put{key, row.image(), false};
  d.apply(tree_id{1}, {&put, 1});
  database_root const root = d.finish();
  return line.publish(root, scn{at}, d.keep(), {});
}

}  // namespace

// Its predecessor kept the list of what it had retired: the next version broke a contract, or
// released nodes that were in use.
TEST_CASE("a version that ends as the newest gives back what it retired") {
  auto const space = std::make_shared<tree_space>(tree_limits{16, 4096, 4, 25, 8});
  {
    auto const line = timeline::make(space);
    version_ptr tip;
    for (std::uint64_t n = 1; n != 200; ++n) {
      tip = put_row(*space, *line, tip, static_cast<std::int64_t>(n * 7 % 200), n);
      // Made on the tip, and forgotten: nobody says that it never was.
      static_cast<void>(put_row(*space, *line, tip, static_cast<std::int64_t>(n % 50), n + 1));
      CHECK(line->held() == 1);
    }
    auto const t = open_tree(tip->root(), tree_id{1}, *space);
    REQUIRE(t);
    check_tree(*t);
    CHECK(t->rows() == 199);
  }
  CHECK(space->pool().used() == 0);
}

// A version's list of nodes to release was taken before the lock: a newer version that died on
// another thread was handing nodes down to it. Commits by eight threads crashed.
TEST_CASE("versions that die on many threads release every node once") {
  auto const seed = std::random_device{}();
  CAPTURE(seed);
  constexpr std::size_t threads = 4;
  auto const space = std::make_shared<tree_space>(tree_limits{16, 4096, 4, 25, 8});
  {
    auto const line = timeline::make(space);
    version_ptr tip;
    std::vector<std::vector<version_ptr>> held(threads);
    std::mt19937 random(seed);
    for (std::uint64_t round = 0; round != 20'000; ++round) {
      tip = put_row(*space, *line, tip, static_cast<std::int64_t>(random() % 500), round + 1);
      held[random() % threads].push_back(tip);
    }
    std::latch ready(threads);
    std::vector<std::thread> dropping;
    for (auto& some : held) {
      dropping.emplace_back([&] {
        ready.arrive_and_wait();
        while (!some.empty()) some.pop_back();
      });
    }
    for (std::thread& t : dropping) t.join();
    CHECK(line->held() == 1);
  }
  CHECK(space->pool().used() == 0);
}
