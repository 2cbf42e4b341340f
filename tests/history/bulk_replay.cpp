// Bulk loads replayed: the log names their leaves, and the tree that they are put into was cut into
// other leaves than the one they were made from.
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>

#include <helios/history/engine.hpp>
#include <helios/history/transaction.hpp>
#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;

TEST_CASE("rows are found by key in every state that bulk loads are replayed into") {
  using numbers = std::map<std::int64_t, std::int64_t>;
  unsigned const seed = test::new_seed();
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  engine_options options;
  options.durability = durability::off;
  options.limits = {4, 400, 2, 25, 4};
  options.bulk_rows = 12;
  options.cached_states = 1;
  storage::memory_vfs world;
  auto db = engine::open(world, "b.helios", options);
  tree_id const t = make_numbers(db);
  numbers rows;
  std::map<scn, numbers> states;
  for (int step = 0; step != 120; ++step) {
    transaction tx(db, main_branch);
    bool const bulk = rng() % 4 == 0;
    for (std::size_t n = bulk ? 20 : 1 + rng() % 3; n != 0; --n) {
      auto const key = static_cast<std::int64_t>(rng() % 100);
      auto const found = rows.find(key);
      if (!bulk && found != rows.end() && rng() % 2 == 0) {
        erase_number(tx, t, key);
        rows.erase(found);
      } else {
        rows[key] = step;
        put_number(tx, t, key, step);
      }
    }
    if (auto const done = tx.commit()) states[done->at] = rows;
    if (step % 40 == 20) db->checkpoint();
  }
  for (auto const& [at, expected] : states) {
    INFO("AS OF SCN " << raw(at));
    auto const state = db->as_of(main_branch, at);
    REQUIRE(all_numbers(*db, state, t) == expected);
    auto const tree = storage::open_tree(state->root(), t, db->space());
    for (std::int64_t key = 0; key != 100; ++key)
      REQUIRE(tree->find(key).has_value() == expected.contains(key));
  }
  db->check();
}
