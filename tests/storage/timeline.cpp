#include <helios/storage/timeline.hpp>

#include <helios/storage/draft.hpp>
#include <helios/storage/row.hpp>

#include <catch2/catch.hpp>

#include <latch>
#include <random>
#include <thread>

using namespace helios;
using namespace helios::storage;

// A version's list of nodes to release was taken before the lock: a newer version that died on
// another thread was handing nodes down to it. Commits by eight threads crashed.
TEST_CASE("versions that die on many threads release every node once") {
  auto const seed = std::random_device{}();
  CAPTURE(seed);
  constexpr std::size_t threads = 4;
  auto const space = std::make_shared<tree_space>(tree_limits{16, 4096, 4, 25, 8});
  shape const form(key_kind::int64, {{column_id{1}, physical_type::int64}});
  {
    auto const line = timeline::make(space);
    version_ptr tip;
    std::vector<std::vector<version_ptr>> held(threads);
    std::mt19937 random(seed);
    for (std::uint64_t round = 0; round != 20'000; ++round) {
      draft d(*space, line->owner(), space->tick(), tip ? tip->root() : database_root{});
      if (!tip) d.create(tree_id{1}, form);
      row_builder row(form);
      row.add_value(static_cast<std::int64_t>(round));
      tree_op const put{static_cast<std::int64_t>(random() % 500), row.image(), false};
      d.apply(tree_id{1}, {&put, 1});
      database_root const root = d.finish();
      tip = line->publish(root, scn{round + 1}, d.keep(), {});
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
