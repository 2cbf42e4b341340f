// The time-travel law: after a random workload with DDL, branches, checkpoints and re-opens, AS OF
// any SCN equals the remembered state, on every branch, by scan, by index and by key, from memory,
// from the file, after re-open, after VACUUM, and from a second process that only reads.
#include <tests/support/forked_child.hpp>
#include <tests/support/history_model.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <iostream>

using namespace helios;
using helios::testing::history_model;

namespace {

int commits() { return static_cast<int>(test::run_size("LAW_COMMITS", 10'000)); }

struct setting {
  char const* name;
  history::engine_options options;
};

history::engine_options small(storage::tree_limits limits, std::uint64_t checkpoint_bytes,
                              bool eight_pages) {
  history::engine_options o;
  o.durability = durability::off;
  o.limits = limits;
  o.checkpoint_bytes = checkpoint_bytes;
  o.checkpoint_slice = 4096;
  o.cached_states = 4;
  if (eight_pages) {
    o.pages.buffered = true;
    o.pages.cache.max_pages = 8;
    o.pages.cache.poison = true;
  }
  return o;
}

/// The first state that is not what the model remembers, or nothing.
std::string wrong_state(history_model const& model, history::engine& db, unsigned step) {
  for (auto const& [id, b] : model.branches) {
    if (b.dropped) continue;
    std::uint64_t const last = raw(db.last_commit());
    for (std::uint64_t s = id == history::main_branch ? 1 : step; s <= last;
         s += id == history::main_branch ? step : 37 * step) {
      auto const state = db.as_of(id, scn{s});
      std::string const wrong = model.compare(db, state->root(), model.at(id, scn{s}));
      if (!wrong.empty()) {
        return "branch " + std::to_string(raw(id)) + " AS OF SCN " + std::to_string(s) + ": " +
               wrong;
      }
    }
    std::string const wrong = model.compare(db, db.head(id)->root(), model.head(id));
    if (!wrong.empty()) return "the head of branch " + std::to_string(raw(id)) + ": " + wrong;
  }
  return {};
}

void every_state(history_model const& model, history::engine& db, unsigned step) {
  std::string const wrong = wrong_state(model, db, step);
  if (!wrong.empty()) FAIL(wrong);
}

void copy_file(storage::vfs& from, std::string const& name, storage::vfs& to,
               std::string const& path) {
  auto const source = from.open(name, storage::open_mode::read_only);
  bytes all(static_cast<std::size_t>(source->size()));
  REQUIRE(source->read(0, all) == all.size());
  to.open(path, storage::open_mode::create)->write(0, all);
}

/// What a process sees that opens the file beside the writer, to read only.
void every_state_elsewhere(history_model const& model, std::string const& path,
                           history::engine_options options, scn last, unsigned step) {
  options.read_only = true;
  REQUIRE(test::in_forked_child([&] {
            storage::posix_vfs own;
            auto const follower = history::engine::open(own, path, options);
            if (follower->last_commit() != last) return 1;
            std::string const wrong = wrong_state(model, *follower, step);
            if (!wrong.empty()) std::cerr << "a second process: " << wrong << '\n';
            return wrong.empty() ? 0 : 2;
          }) == 0);
}

}  // namespace

TEST_CASE("reliability 32: AS OF any commit is what the database was then", "[law]") {
  unsigned const seed = test::new_seed();
  storage::tree_limits const tiny{4, 400, 2, 25, 4};
  setting const settings[] = {
      {"checkpoint every 16 KiB, leaves of 4 rows", small(tiny, 16 << 10, false)},
      {"checkpoint every 16 KiB, leaves of 4 rows, 8 pages", small(tiny, 16 << 10, true)},
      {"checkpoint every 64 KiB", small({}, 64 << 10, false)},
      {"real sizes", small({}, 32 << 20, false)},
  };
  for (setting const& s : settings) {
    INFO(s.name << ", seed " << seed);
    storage::memory_vfs world;
    history_model model(seed);
    auto db = history::engine::open(world, "law.helios", s.options);
    for (int i = 0; i != commits(); ++i) {
      try {
        model.step(*db);
      } catch (error const& e) {
        FAIL("step " << i << ": " << e.sqlstate() << " " << e.message() << " " << e.detail());
      }
      if (model.rng() % 997 == 0) {
        db.reset();
        db = history::engine::open(world, "law.helios", s.options);
      }
      if (model.rng() % 1999 == 0) db->vacuum();
      if (model.rng() % 499 == 0) {
        auto const b = model.some_branch();
        std::uint64_t const at = model.rng() % raw(db->last_commit()) + 1;
        REQUIRE(model.compare(*db, db->as_of(b, scn{at})->root(), model.at(b, scn{at})) == "");
      }
    }
    db->check();
    every_state(model, *db, 3);
    db->drop_caches();
    every_state(model, *db, 7);
    db.reset();
    db = history::engine::open(world, "law.helios", s.options);
    every_state(model, *db, 5);
    db->check();
    db->vacuum();
    every_state(model, *db, 3);
    db->check();
    db.reset();

    // The same file on a disk, where another process sees it.
    test::temporary_folder const folder;
    std::string const path = folder.path() + "law.helios";
    storage::posix_vfs disk;
    copy_file(world, "law.helios", disk, path);
    db = history::engine::open(disk, path, s.options);
    scn const last = db->last_commit();
    every_state_elsewhere(model, path, s.options, last, 11);
    db->vacuum();
    REQUIRE(db->last_commit() == last);
    every_state(model, *db, 13);
    every_state_elsewhere(model, path, s.options, last, 7);
    db.reset();
    every_state_elsewhere(model, path, s.options, last, 17);
  }
}
