// VACUUM: what is kept is what it was, what is not is refused, and no moment loses the database.
#include <helios/history/vacuum.hpp>

#include <tests/support/crash_points.hpp>
#include <tests/support/forked_child.hpp>
#include <tests/support/history_model.hpp>
#include <tests/support/numbers_table.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/history/merge.hpp>
#include <helios/history/versions.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>
#include <helios/storage/testing/faulty_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>

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
      auto const refused = test::thrown_by([&] { return db.as_of(id, scn{raw(oldest) - 1}); });
      bool const is_fork = b.forked == scn{raw(oldest) - 1};
      if (!refused) REQUIRE(is_fork);  // where a branch was forked a merge may begin
      if (refused) REQUIRE(refused->sqlstate() == "22023");
    }
  }
}

}  // namespace

TEST_CASE("after VACUUM every state that is kept is what it was") {
  unsigned const seed = std::random_device{}();
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
