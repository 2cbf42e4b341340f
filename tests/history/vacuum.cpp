// VACUUM: what is kept is what it was, what is not is refused, and no moment loses the database.
#include <helios/history/vacuum.hpp>

#include <tests/support/history_model.hpp>
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/history/merge.hpp>
#include <helios/history/versions.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>


using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::vacuum_options;

namespace {

using numbers = std::map<std::int64_t, std::int64_t>;

engine_options small_leaves() {
  engine_options o;
  o.durability = durability::off;
  o.limits = {4, 400, 2, 25, 4};
  o.checkpoint_bytes = 16 << 10;
  o.checkpoint_slice = 4096;
  o.cached_states = 4;
  return o;
}

std::uint64_t file_size(storage::vfs& world, std::string const& path) {
  return world.open(path, storage::open_mode::read_only)->size();
}

/// Every state of the live branches from an SCN on, and that the ones before are refused.
void check_states(history_model const& model, engine& db, scn oldest, unsigned step) {
  std::uint64_t const last = raw(db.last_commit());
  for (auto const& [id, b] : model.branches) {
    if (b.dropped) continue;
    for (std::uint64_t s = raw(oldest); s <= last; s += step) {
      INFO("branch " << raw(id) << " AS OF SCN " << s);
      REQUIRE(model.compare(db, db.as_of(id, scn{s})->root(), model.at(id, scn{s})) == "");
    }
    INFO("the head of branch " << raw(id));
    REQUIRE(model.compare(db, db.head(id)->root(), model.head(id)) == "");
    if (oldest > scn{1}) {
      // One that is kept by itself, since a merge may begin there, is right too.
      scn const before{raw(oldest) - 1};
      version_ptr state;
      auto const refused = test::thrown_by([&] { state = db.as_of(id, before); });
      if (state) REQUIRE(model.compare(db, state->root(), model.at(id, before)) == "");
      if (refused) REQUIRE(refused->sqlstate() == "22023");
    }
  }
}

}  // namespace

TEST_CASE("after VACUUM every state that is kept is what it was") {
  unsigned const seed = test::new_seed();
  enum class keeping { everything, since, newest };
  for (keeping const k : {keeping::everything, keeping::since, keeping::newest}) {
    INFO("seed " << seed << ", keeping " << static_cast<int>(k));
    storage::memory_vfs world;
    history_model model(seed);
    auto db = engine::open(world, "v.helios", small_leaves());
    scn oldest{};
    for (int round = 0; round != 4; ++round) {
      INFO("round " << round);
      for (int i = 0; i != 250; ++i) model.step(*db, oldest);
      vacuum_options options;
      scn const last = db->last_commit();
      if (k == keeping::since) {
        oldest = std::max(oldest, scn{raw(last) - 100});
        options.keep = oldest;
      } else if (k == keeping::newest) {
        oldest = last;
        options.keep = vacuum_options::newest_alone{};
      }
      auto const before = db->new_transaction();
      db->vacuum(options);
      REQUIRE(db->last_commit() == last);
      REQUIRE(db->new_transaction() > before);
      check_states(model, *db, std::max(oldest, scn{1}), 7);
      db->check();
      if (round % 2 == 1) {
        db.reset();
        db = engine::open(world, "v.helios", small_leaves());
        REQUIRE(db->last_commit() == last);
        check_states(model, *db, std::max(oldest, scn{1}), 11);
      }
    }
  }
}

TEST_CASE("VACUUM without history makes the file smaller, a second one no larger") {
  for (bool const on_disk : {false, true}) {
    test::temporary_folder const folder;
    std::string const path = folder.path() + "v.helios";
    storage::memory_vfs memory;
    storage::posix_vfs disk;
    storage::vfs& world = on_disk ? static_cast<storage::vfs&>(disk) : memory;
    engine_options options;
    options.durability = durability::off;
    auto db = engine::open(world, path, options);
    tree_id const t = make_numbers(db);
    numbers expected;
    for (int i = 0; i != 4000; ++i) {
      set_number(db, main_branch, t, i % 50, i);
      expected[i % 50] = i;
    }
    db->checkpoint();
    std::uint64_t const full = db->report().file_bytes;
    db->vacuum();
    std::uint64_t const everything = db->report().file_bytes;
    CHECK(everything <= full);
    CHECK(read_number(*db, db->as_of(main_branch, scn{100}), t, 0) == 50);
    db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
    std::uint64_t const newest = db->report().file_bytes;
    CHECK(newest < full / 10);
    CHECK(all_numbers(*db, db->head(main_branch), t) == expected);
    db->vacuum();
    CHECK(db->report().file_bytes <= newest);
    CHECK(file_size(world, path) < full);
    CHECK_FALSE(world.identify(path + ".vacuum"));
    auto const refused = test::thrown_by([&] { return db->as_of(main_branch, scn{100}); });
    REQUIRE(refused);
    CHECK(refused->sqlstate() == "22023");
    CHECK(refused->message() == "AS OF SCN 100 lies before the history that is kept");
    CHECK(refused->hint() == "The oldest SCN that can be read is 4001.");
    CHECK(test::state_of([&] {
            return history::versions_between(*db, main_branch, t, scn{100}, scn{4001});
          }) == "22023");
    set_number(db, main_branch, t, 1, 7);
    CHECK(db->last_commit() == scn{4002});
    db.reset();
    db = engine::open(world, path, options);
    expected[1] = 7;
    CHECK(all_numbers(*db, db->head(main_branch), t) == expected);
    CHECK(db->last_commit() == scn{4002});
  }
}

TEST_CASE("VACUUM keeps history from a time, and refuses a time before it") {
  storage::memory_vfs world;
  world.world().stop_clock(microseconds{1'000'000});
  auto db = engine::open(world, "v.helios");
  tree_id const t = make_numbers(db);
  std::vector<microseconds> times;
  for (int i = 0; i != 20; ++i) {
    world.world().stop_clock(microseconds{2'000'000 + i * 1'000'000});
    times.push_back(set_number(db, main_branch, t, 1, i).time);
  }
  microseconds const since{raw(times[10]) + 500'000};
  db->vacuum({.keep = since, .progress = {}});
  auto const then = [&](microseconds at) {
    return read_number(*db, db->as_of(main_branch, db->at_time(at)), t, 1);
  };
  for (int i = 10; i != 20; ++i) CHECK(then(times[static_cast<std::size_t>(i)]) == i);
  CHECK(then(since) == 10);
  CHECK(test::state_of([&] { return then(times[9]); }) == "22023");
  CHECK(test::state_of([&] { return then(microseconds{1}); }) == "22023");
  CHECK(test::state_of([&] {
          db->vacuum({.keep = microseconds{1'000'000'000'000}, .progress = {}});
          return 0;
        }) == "22023");
}

TEST_CASE("a version that is held stays readable through VACUUMs, and transactions go on") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "v.helios";
  storage::posix_vfs world;
  auto db = engine::open(world, path, small_leaves());
  tree_id const t = make_numbers(db);
  numbers expected;
  for (int i = 0; i != 300; ++i) set_number(db, main_branch, t, i, i), expected[i] = i;
  db->checkpoint();
  version_ptr const head = db->head(main_branch);
  version_ptr const past = db->as_of(main_branch, scn{101});
  numbers const early = all_numbers(*db, past, t);
  REQUIRE(early.size() == 100);
  history::transaction winner(db, main_branch);
  history::transaction loser(db, main_branch);
  put_number(winner, t, 5, 500);
  put_number(loser, t, 6, 600);
  for (int round = 0; round != 3; ++round) {
    db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
    CHECK(all_numbers(*db, head, t) == expected);
    CHECK(all_numbers(*db, past, t) == early);
    set_number(db, main_branch, t, 6, 1000 + round);
    db->checkpoint();
  }
  CHECK(read_number(winner.read(t), 6) == 6);
  winner.commit();
  CHECK(test::state_of([&] { return loser.commit(); }) == "40001");
  CHECK(read_number(*db, db->head(main_branch), t, 5) == 500);
  CHECK(read_number(*db, db->head(main_branch), t, 6) == 1002);
  CHECK(all_numbers(*db, past, t) == early);
  db.reset();  // the versions outlive it
  db = engine::open(world, path, small_leaves());
  CHECK(read_number(*db, db->head(main_branch), t, 5) == 500);
}

TEST_CASE("a merge after VACUUM begins where it would have begun without") {
  for (bool const vacuumed : {false, true}) {
    INFO("vacuumed " << vacuumed);
    storage::memory_vfs world;
    auto db = engine::open(world, "v.helios", small_leaves());
    tree_id const t = make_numbers(db);
    for (int i = 0; i != 40; ++i) set_number(db, main_branch, t, i, i);
    branch_id const dev = db->create_branch("dev", main_branch).id;
    branch_id const feature = db->create_branch("feature", dev).id;
    branch_id const quiet = db->create_branch("quiet", main_branch, scn{0}).id;
    set_number(db, dev, t, 1, 101);
    REQUIRE(history::merge(db, dev, main_branch).commit);
    set_number(db, feature, t, 2, 102);
    REQUIRE(history::merge(db, feature, dev).commit);
    db->drop_branch(feature);
    db->create_tag("before", main_branch, scn{20});
    branch_id const gone = db->create_branch("gone", main_branch).id;
    set_number(db, gone, t, 30, 1);
    db->drop_branch(gone);
    set_number(db, main_branch, t, 1, 201);
    set_number(db, dev, t, 3, 103);
    if (vacuumed) {
      for (int i = 0; i != 2; ++i) {
        db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
        db.reset();
        db = engine::open(world, "v.helios", small_leaves());
      }
      CHECK(test::state_of([&] { return db->as_of(main_branch, scn{21}); }) == "22023");
    }
    CHECK(all_numbers(*db, db->as_of(main_branch, db->tags().front().at), t).size() == 19);
    auto const merged = history::merge(db, dev, main_branch);
    REQUIRE(merged.commit);
    CHECK(merged.conflicts.empty());
    auto const now = db->head(main_branch);
    CHECK(read_number(*db, now, t, 1) == 201);
    CHECK(read_number(*db, now, t, 2) == 102);
    CHECK(read_number(*db, now, t, 3) == 103);
    CHECK(history::merge(db, main_branch, quiet).base == scn{0});
    if (vacuumed) {
      db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
      db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
      CHECK(test::state_of([&] { return db->as_of(gone, db->last_commit()); }) != "");
    }
  }
}

TEST_CASE("bulk loads, branches that share, and VACUUM") {
  storage::memory_vfs world;
  engine_options options;
  options.bulk_rows = 1000;
  options.durability = durability::off;
  auto db = engine::open(world, "v.helios", options);
  tree_id const t = make_numbers(db);
  numbers expected;
  for (int part = 0; part != 4; ++part) {
    history::transaction tx(db, main_branch);
    for (int i = 0; i != 10'000; ++i) {
      put_number(tx, t, part * 10'000 + i, i);
      expected[part * 10'000 + i] = i;
    }
    tx.commit();
  }
  std::vector<branch_id> shared;
  for (int i = 0; i != 20; ++i) {
    shared.push_back(db->create_branch("b" + std::to_string(i), main_branch).id);
    set_number(db, shared.back(), t, i, -1);
  }
  db->vacuum();
  std::uint64_t const everything = db->report().file_bytes;
  CHECK(everything < 4'000'000);  // 40,000 rows twice: the loads, and nothing per branch
  CHECK(all_numbers(*db, db->as_of(main_branch, scn{5}), t) == expected);
  CHECK(all_numbers(*db, db->as_of(main_branch, scn{3}), t).size() == 20'000);
  db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
  CHECK(db->report().file_bytes < 2'000'000);
  for (int i = 0; i != 20; ++i) {
    auto const rows = all_numbers(*db, db->head(shared[static_cast<std::size_t>(i)]), t);
    CHECK(rows.at(i) == -1);
    CHECK(rows.size() == expected.size());
  }
  db->check();
}

TEST_CASE("VACUUM tells how far it is, stops when told to, and is refused where nobody may write") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  db->vacuum({.keep = {}, .progress = [&](std::uint64_t done, std::uint64_t all) {
                CHECK(done >= last);
                CHECK(done <= all);
                // The lock is held under both names.
                CHECK(test::state_of([&] { return engine::open(world, "v.helios"); }) == "55P03");
                CHECK(test::state_of([&] { return engine::open(world, "v.helios.vacuum"); }) ==
                      "55P03");
                last = done;
                total = all;
                return true;
              }});
  CHECK(last == total);
  CHECK(total != 0);
  CHECK(test::state_of([&] { return engine::open(world, "v.helios"); }) == "55P03");
  CHECK(test::state_of([&] {
          db->vacuum({.keep = {}, .progress = [](std::uint64_t, std::uint64_t) { return false; }});
          return 0;
        }) == "57014");
  CHECK_FALSE(world.identify("v.helios.vacuum"));
  set_number(db, main_branch, t, 2, 2);
  CHECK(all_numbers(*db, db->head(main_branch), t) == numbers{{1, 1}, {2, 2}});
  engine_options reading;
  reading.read_only = true;
  auto const follower = engine::open(world, "v.helios", reading);
  CHECK(test::state_of([&] { return (follower->vacuum(), 0); }) == "25006");
}

TEST_CASE("a follower goes on with the file that VACUUM put in the place of its own") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  engine_options reading;
  reading.read_only = true;
  auto const follower = engine::open(world, "v.helios", reading);
  version_ptr const before = follower->head(main_branch);
  set_number(db, main_branch, t, 2, 2);
  db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
  db->vacuum();
  CHECK(all_numbers(*follower, follower->head(main_branch), t) == numbers{{1, 1}});
  CHECK(follower->refresh());
  CHECK(all_numbers(*follower, follower->head(main_branch), t) == numbers{{1, 1}, {2, 2}});
  set_number(db, main_branch, t, 3, 3);
  CHECK(follower->refresh());
  CHECK_FALSE(follower->refresh());
  CHECK(all_numbers(*follower, follower->head(main_branch), t) == numbers{{1, 1}, {2, 2}, {3, 3}});
  CHECK(all_numbers(*follower, before, t) == numbers{{1, 1}});
  CHECK(test::state_of([&] { return follower->as_of(main_branch, scn{2}); }) == "22023");
  // Another database under the same name is no VACUUM's.
  db.reset();
  world.remove("v.helios");
  db = engine::open(world, "v.helios");
  CHECK(test::state_of([&] { return follower->refresh(); }) == "55000");
}

TEST_CASE("backups of a vacuumed database open by themselves") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios");
  tree_id const t = make_numbers(db);
  for (int i = 0; i != 100; ++i) set_number(db, main_branch, t, i % 7, i);
  db->vacuum({.keep = scn{50}, .progress = {}});
  set_number(db, main_branch, t, 1, 1);
  db->backup("copy.helios");
  auto const copy = engine::open(world, "copy.helios");
  CHECK(all_numbers(*copy, copy->head(main_branch), t) ==
        all_numbers(*db, db->head(main_branch), t));
  CHECK(all_numbers(*copy, copy->as_of(main_branch, scn{50}), t) ==
        all_numbers(*db, db->as_of(main_branch, scn{50}), t));
  CHECK(test::state_of([&] { return copy->as_of(main_branch, scn{49}); }) == "22023");
}

TEST_CASE("branches and tags of a head that VACUUM found older than what it keeps can be read") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios", small_leaves());
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  auto const other = db->create_branch("other", main_branch);
  set_number(db, other.id, t, 1, 2);  // the newest commit is not main's
  db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
  auto const dev = db->create_branch("dev", main_branch);
  db->create_tag("now", main_branch);
  set_number(db, main_branch, t, 2, 3);
  scn const before = db->last_commit();
  set_number(db, dev.id, t, 3, 4);
  for (bool const reopened : {false, true}) {
    INFO("reopened: " << reopened);
    CHECK(read_number(*db, db->as_of(dev.id, before), t, 1) == 1);
    auto const tag = db->tags().at(0);
    CHECK(all_numbers(*db, db->as_of(tag.branch, tag.at), t) == numbers{{1, 1}});
    db.reset();
    db = engine::open(world, "v.helios", small_leaves());
  }
  CHECK(history::merge(db, dev.id, main_branch).inserted == 1);
  CHECK(all_numbers(*db, db->head(main_branch), t) == numbers{{1, 1}, {2, 3}, {3, 4}});
}
