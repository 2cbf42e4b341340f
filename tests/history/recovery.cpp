// What an unclean end leaves, small and each case for itself; tests/reliability/power_loss.cpp
// finds the rest.
#include <helios/history/engine.hpp>

#include <tests/support/numbers_table.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

#include <functional>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::main_branch;
using storage::testing::forgetful_vfs;
using storage::testing::survivors;

TEST_CASE("a branch from a past commit of a branch that is only in the log is recovered") {
  forgetful_vfs disk;
  auto db = engine::open(disk, "r.helios");
  tree_id const t = make_numbers(db);
  db->checkpoint();
  set_number(db, main_branch, t, 1, 1);  // after the checkpoint: the head of recovery stands behind
  auto const dev = db->create_branch("dev", main_branch);
  auto const past = set_number(db, dev.id, t, 2, 2);
  set_number(db, dev.id, t, 3, 3);
  auto const late = db->create_branch("late", dev.id, past.at);
  set_number(db, late.id, t, 4, 4);
  disk.crash(survivors::everything);
  auto const again = engine::open(disk, "r.helios");
  CHECK(all_numbers(*again, again->head(late.id), t) ==
        std::map<std::int64_t, std::int64_t>{{1, 1}, {2, 2}, {4, 4}});
}

TEST_CASE("a creation that was cut short is begun anew, also the second time") {
  storage::memory_vfs memory;
  for (std::uint64_t seed = 0; seed != 200; ++seed) {
    INFO("seed " << seed);
    forgetful_vfs disk;
    std::unique_ptr<forgetful_vfs> left = disk.crashed_copy(survivors::everything);
    for (int attempt = 0; attempt != 3; ++attempt) {
      left->fail_sync(seed % 4);
      try {
        static_cast<void>(engine::open(*left, "r.helios"));
      } catch (error const& e) {
        REQUIRE(e.sqlstate() == "58030");
      }
      left->crash(survivors::random, 3 * seed + static_cast<std::uint64_t>(attempt));
    }
    auto const db = engine::open(*left, "r.helios");
    tree_id const t = make_numbers(db);
    CHECK(set_number(db, main_branch, t, 1, 1).at > scn{});
  }
}

TEST_CASE("a database that was cut off within its first pages is refused and stays untouched") {
  storage::memory_vfs world;
  {
    auto const db = history::engine::open(world, "whole.helios");
    tree_id const t = testing::make_numbers(db);
    testing::set_number(db, history::main_branch, t, 1, 1);
  }
  auto const whole = world.open("whole.helios", storage::open_mode::read_only);
  for (std::size_t const left :
       {8U, 500U, 2'000U, 2'048U, 4'096U, 5'000U, 8'192U, 12'288U, 16'383U}) {
    INFO(left << " bytes are left");
    bytes start(left);
    REQUIRE(whole->read(0, start) == left);
    std::string const path = "cut" + std::to_string(left) + ".helios";
    world.open(path, storage::open_mode::create)->write(0, start);
    for (bool const read_only : {false, true}) {
      history::engine_options options;
      options.read_only = read_only;
      auto const refused =
          test::thrown_by([&] { return history::engine::open(world, path, options); });
      REQUIRE(refused);
      CHECK(refused->sqlstate() == "XX001");
      CHECK(refused->message().find(path) != std::string::npos);
    }
    bytes after(left + 1);
    CHECK(world.open(path, storage::open_mode::read_only)->read(0, after) == left);
    after.resize(left);
    CHECK(after == start);
  }
}

TEST_CASE("what names become is taken back when it does not become durable") {
  using names = std::pair<std::vector<std::string>, std::vector<std::string>>;
  auto const seen = [](engine const& db) {
    names all;
    for (history::branch_info const& b : db.branches())
      all.first.push_back(b.name + (b.options.empty() ? "" : " with " + b.options.front().second));
    for (history::tag_info const& t : db.tags()) all.second.push_back(t.name);
    return all;
  };
  using change = std::function<void(engine&, branch_id dev)>;
  for (change const &each : std::initializer_list<change>{
           [](engine&db, branch_id dev) { db.rename_branch(dev, "trial"); },
           [](engine&db, branch_id dev) {
             db.set_branch_options(dev, {{"why", "none"}});
           },
           [](engine&db, branch_id dev) { db.create_tag("late", dev); },
           [](engine&db, branch_id) { db.drop_tag("early"); },
           [](engine&db, branch_id dev) { db.drop_branch(dev); },
           [](engine&db, branch_id dev) { db.create_branch("another", dev); }}) {
    forgetful_vfs disk;
    auto const db = engine::open(disk, "r.helios");
    static_cast<void>(make_numbers(db));
    branch_id const dev = db->create_branch("dev", main_branch, {}, {{"why", "to try"}}).id;
    db->create_tag("early", dev);
    names const before = seen(*db);
    disk.fail_sync();
    CHECK(test::state_of([&] { return (each(*db, dev), 0); }) == "58030");
    CHECK(seen(*db) == before);
    CHECK(db->find_branch("dev").id == dev);
    CHECK(test::state_of([&] { return db->find_branch("trial"); }) == "42704");
  }
}
