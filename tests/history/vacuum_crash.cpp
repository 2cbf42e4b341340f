// VACUUM interrupted: at every call that fails, at every moment the power may.
#include <helios/history/vacuum.hpp>

#include <tests/support/crash_points.hpp>
#include <tests/support/numbers_table.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/faulty_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::vacuum_options;
using storage::version_ptr;

using numbers = std::map<std::int64_t, std::int64_t>;

namespace {

/// A small history, then a VACUUM that keeps half of it.
struct vacuum_script {
  tree_id table{};
  scn half{};
  std::vector<numbers> states;  // by SCN

  void make(std::shared_ptr<engine> const& db) {
    table = make_numbers(db);
    states.resize(2);
    for (int i = 0; i != 30; ++i) {
      set_number(db, main_branch, table, i % 11, i);
      states.push_back(all_numbers(*db, db->head(main_branch), table));
    }
    half = scn{raw(db->last_commit()) / 2};
  }
  /// The database is the old one or the new one, whole, and works.
  void verify(storage::vfs& world, engine_options const& options) const {
    auto const db = engine::open(world, "v.helios", options);
    scn const last = db->last_commit();
    REQUIRE(raw(last) + 1 == states.size());
    for (std::uint64_t s = raw(half); s <= raw(last); ++s)
      REQUIRE(all_numbers(*db, db->as_of(main_branch, scn{s}), table) == states[s]);
    version_ptr early;
    auto const refused = test::thrown_by([&] { early = db->as_of(main_branch, scn{5}); });
    if (refused) REQUIRE(refused->sqlstate() == "22023");
    if (early) REQUIRE(all_numbers(*db, early, table) == states[5]);
    db->check();
    set_number(db, main_branch, table, 100, 100);
    REQUIRE(db->last_commit() == scn{raw(last) + 1});
    db->vacuum({.keep = half, .progress = {}});
    REQUIRE(all_numbers(*db, db->as_of(main_branch, half), table) == states[raw(half)]);
  }
};

engine_options crash_options() {
  engine_options o;
  o.durability = durability::full;
  o.limits = {4, 400, 2, 25, 4};
  o.cached_states = 4;
  o.checkpoint_bytes = 4 << 10;
  o.checkpoint_slice = 4096;
  o.log.first_step = 16 << 10;
  o.log.emergency = 4 << 10;
  return o;
}

}  // namespace

TEST_CASE("reliability 9: whichever call fails, VACUUM leaves the old file or the new one, whole") {
  using storage::testing::fault_plan;
  using storage::testing::operation;
  for (operation const kind :
       {operation::write, operation::sync, operation::reserve, operation::read, operation::open,
        operation::map, operation::lock, operation::identify, operation::sync_directory,
        operation::rename, operation::remove, operation::resolve, operation::copy_permissions}) {
    for (std::uint64_t n = 0;; ++n) {
      INFO("kind " << static_cast<int>(kind) << ", call " << n);
      storage::memory_vfs memory;
      fault_plan plan;
      storage::testing::faulty_vfs world(memory, plan);
      auto db = engine::open(world, "v.helios", crash_options());
      vacuum_script script;
      script.make(db);
      plan.arm({.kind = kind, .nth = n});
      auto const failed =
          test::thrown_by([&] { db->vacuum({.keep = script.half, .progress = {}}); });
      bool const fired = plan.fired() != 0;
      plan.disarm();
      if (failed) REQUIRE(fired);
      REQUIRE(all_numbers(*db, db->head(main_branch), script.table) == script.states.back());
      if (failed && db->file().state() == storage::log_state::writing) {
        // The old file is in use on, and the next VACUUM does better.
        db->vacuum({.keep = script.half, .progress = {}});
      }
      db.reset();
      script.verify(memory, crash_options());
      if (!fired) break;
    }
  }
}

TEST_CASE(
    "reliability 6: wherever the power fails, VACUUM leaves the old file or the new one, whole") {
  using storage::testing::forgetful_vfs;
  using storage::testing::survivors;
  struct aftermath {
    std::unique_ptr<forgetful_vfs> disk;
    unsigned point;
  };
  for (survivors const policy : {survivors::nothing, survivors::everything, survivors::random}) {
    std::vector<aftermath> all;
    forgetful_vfs disk;
    bool armed = false;
    unsigned point = 0;
    crash_points world(disk, [&] {
      if (armed) all.push_back({disk.crashed_copy(policy, 77 + point), point}), ++point;
    });
    vacuum_script script;
    {
      auto const db = engine::open(world, "v.helios", crash_options());
      script.make(db);
      armed = true;
      db->vacuum({.keep = script.half, .progress = {}});
      all.push_back({disk.crashed_copy(policy, 77 + point), point});
      armed = false;
    }
    REQUIRE(all.size() > 20);
    for (aftermath const& a : all) {
      INFO("policy " << static_cast<int>(policy) << ", point " << a.point << " of " << all.size());
      script.verify(*a.disk, crash_options());
    }
  }
}
