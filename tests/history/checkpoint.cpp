// Checkpoints in slices: given up half-way, and carried on.
#include <tests/support/history_model.hpp>

#include <helios/history/transaction.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <memory>

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

// Beginning a checkpoint counted as having made one: the slice after the first waited for as much
// log again.
TEST_CASE("a checkpoint that has begun goes on with each commit") {
  history::engine_options options;
  options.durability = durability::off;
  options.checkpoint_bytes = 256 << 10;
  options.checkpoint_slice = 8 << 10;
  storage::memory_vfs world;
  auto const db = history::engine::open(world, "c.helios", options);
  constexpr tree_id table{77};
  storage::shape const form(storage::key_kind::int64, {{column_id{1}, physical_type::int64}});
  {
    history::transaction t(db, history::main_branch);
    t.create(table, form);
    t.commit();
  }
  std::int64_t next = 0;
  auto const put = [&](int rows) {
    history::transaction t(db, history::main_branch);
    for (int i = 0; i != rows; ++i) {
      storage::row_builder row(form);
      row.add_value(++next);
      t.put(table, next, row.image());
    }
    t.commit();
  };
  std::uint64_t const before = db->checkpoints();
  std::uint64_t const due = db->file().end() + options.checkpoint_bytes;
  while (db->file().end() < due) put(100);
  int commits = 0;
  for (; db->checkpoints() == before && commits != 2000; ++commits) put(1);
  CHECK(commits > 5);
  CHECK(commits < 500);  // 1,000 of them would be the log of another checkpoint
  db->check();
}

// References into memory were left in pages of the directory, where deltas hid them.
TEST_CASE("a file holds nothing of the memory that it was made in") {
  auto const content = [](unsigned seed) {
    history::engine_options options;
    options.durability = durability::off;
    options.limits = {4, 400, 2, 25, 4};
    options.checkpoint_bytes = 12 << 10;
    options.checkpoint_slice = 2048;
    storage::testing::forgetful_vfs world;
    world.world().seed_random(seed);
    history_model model(seed);
    {
      world.world().stop_clock(microseconds{1'700'000'000'000'000});
      auto const db = history::engine::open(world, "c.helios", options);
      for (int i = 0; i != 150; ++i) {
        world.world().stop_clock(microseconds{1'700'000'000'000'000 + 70 * i});
        model.step(*db);
        if (model.rng() % 40 == 0) db->checkpoint();
      }
    }
    auto const file = world.open("c.helios", storage::open_mode::read_only);
    bytes all(static_cast<std::size_t>(file->size()));
    all.resize(file->read(0, all));
    return all;
  };
  for (unsigned seed = 1; seed != 6; ++seed) {
    INFO("seed " << seed);
    bytes const one = content(seed);
    auto const elsewhere = std::make_unique<std::array<char, 12'345>>();  // other addresses
    bytes const other = content(seed);
    CHECK((one == other));
  }
}

TEST_CASE("a table that looks like the directory keeps numbers that look like addresses") {
  storage::memory_vfs world;
  constexpr tree_id table{77};
  storage::shape const form(storage::directory_shape().keys(),
                            storage::directory_shape().columns());
  {
    auto const db = history::engine::open(world, "c.helios");
    history::transaction t(db, history::main_branch);
    t.create(table, form);
    for (std::int64_t k = 1; k != 100; ++k) {
      storage::row_builder row(form);
      row.add_value(2 * k).add_value(k).add_value(std::int16_t{0}).add_value(k);
      t.put(table, k, row.image());
    }
    t.commit();
    db->checkpoint();
  }
  auto const db = history::engine::open(world, "c.helios");
  auto const rows = storage::open_tree(db->head(history::main_branch)->root(), table, db->space());
  REQUIRE(rows);
  for (std::int64_t k = 1; k != 100; ++k) CHECK(rows->find(k)->at(0).as<std::int64_t>() == 2 * k);
}
