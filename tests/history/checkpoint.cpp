// Checkpoints that are given up half-way: what they wrote and did not write.
#include <tests/support/history_model.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using helios::testing::history_model;

TEST_CASE("a checkpoint that gives up a sliced one refers to no page that was not written") {
  for (unsigned seed = 1; seed != 12; ++seed) {
    history::engine_options options;
    options.durability = durability::off;
    options.limits = {4, 400, 2, 25, 4};
    options.checkpoint_bytes = 12 << 10;
    options.checkpoint_slice = 2048;
    storage::memory_vfs world;
    history_model model(seed);
    auto const db = history::engine::open(world, "c.helios", options);
    for (int i = 0; i != 300; ++i) {
      model.step(*db);
      if (model.rng() % 40 == 0) db->checkpoint();
      for (auto const& [id, b] : model.branches) {
        if (b.dropped) continue;
        INFO("seed " << seed << ", step " << i << ", branch " << raw(id));
        REQUIRE(model.compare(*db, db->head(id)->root(), model.head(id)) == "");
      }
    }
    db->check();
  }
}
