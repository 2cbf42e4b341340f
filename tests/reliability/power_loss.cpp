// Reliability 7: one seed is one run of a database on a simulated disk. Whenever the power fails,
// and whatever of the unsynced bytes the disk kept, the database opens and is what it was after
// some commit: not before the last one that was acknowledged (durability full), and a prefix of the
// commits in any mode. So too when it fails during a checkpoint, while a branch is made or dropped,
// and during recovery itself.
#include <tests/support/crash_points.hpp>
#include <tests/support/history_model.hpp>
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>

#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using helios::testing::crash_points;
using helios::testing::history_model;
using storage::testing::forgetful_vfs;
using storage::testing::survivors;

namespace {

history::engine_options options_for(durability mode) {
  history::engine_options o;
  o.durability = mode;
  o.sync_interval = std::chrono::microseconds(200);
  o.limits = {4, 400, 2, 25, 4};
  o.checkpoint_bytes = 12 << 10;
  o.checkpoint_slice = 2048;
  o.log.first_step = 16 << 10;
  o.log.emergency = 4 << 10;
  return o;
}

/// What a power loss left, and what had been promised by then.
struct aftermath {
  std::unique_ptr<forgetful_vfs> disk;
  scn acknowledged{};
  std::uint64_t row_id = 0;
  std::set<branch_id> branches;
  std::string how;
};

class power_law {
 public:
  power_law(unsigned seed, durability mode) : rng_(seed), model_(seed), mode_(mode) {}

  void run(unsigned steps) {
    forgetful_vfs disk;
    disk.world().seed_random(rng_());
    crash_points world(disk, [&] { maybe_lose(disk); });
    auto const options = options_for(mode_);
    std::shared_ptr<history::engine> db;
    for (unsigned i = 0; i != steps; ++i) {
      INFO("step " << i);
      disk.world().stop_clock(microseconds{1'700'000'000'000'000 + std::int64_t{i} * 70});
      if (!db) db = history::engine::open(world, "p.helios", options);
      model_.step(*db);
      acknowledged_ = db->last_commit();
      row_id_ = db->next_id(history::engine::counter_rows, 1 + rng_() % 300);
      if (rng_() % 40 == 0) db->checkpoint();
      if (rng_() % 60 == 0) db.reset();
      for (aftermath& a : pending_) verify(a, 0);
      pending_.clear();
    }
  }
  [[nodiscard]] unsigned crashes() const noexcept { return crashes_; }

 private:
  void maybe_lose(forgetful_vfs& disk) {
    if (rng_() % 6 != 0) return;
    constexpr survivors policies[] = {survivors::nothing, survivors::everything, survivors::random,
                                      survivors::random};
    std::size_t const policy = rng_() % 4;
    std::uint64_t const seed = rng_();
    std::set<branch_id> branches;
    for (auto const& [id, b] : model_.branches) branches.insert(id);
    pending_.push_back({disk.crashed_copy(policies[policy], seed), acknowledged_, row_id_,
                        std::move(branches),
                        "policy " + std::to_string(policy) + ", its seed " + std::to_string(seed)});
  }

  /// Opens what is left. The power may fail again while that happens.
  void verify(aftermath& a, int depth) {
    ++crashes_;
    INFO(a.how << ", failure " << depth << " in a row, acknowledged " << raw(a.acknowledged));
    std::vector<aftermath> again;
    std::unique_ptr<forgetful_vfs> const disk = std::move(a.disk);
    bool recovering = true;
    crash_points world(*disk, [&] {
      if (!recovering || depth == 2 || rng_() % 4 != 0) return;
      again.push_back({disk->crashed_copy(survivors::random, rng_()), a.acknowledged, a.row_id,
                       a.branches, a.how});
    });
    scn last{};
    {
      std::shared_ptr<history::engine> db;
      try {
        db = history::engine::open(world, "p.helios", options_for(mode_));
        recovering = false;
        last = db->last_commit();
        compare(*db, last, a.branches);
        if (mode_ == durability::full) REQUIRE(last >= a.acknowledged);
        db->check();
        REQUIRE(write_once(db) > std::max(last, a.acknowledged));
        REQUIRE(db->next_id(history::engine::counter_rows) > a.row_id);
      } catch (error const& e) {
        FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
      }
      past_is_the_same(*db, last);
    }
    for (aftermath& b : again) verify(b, depth + 1);
  }

  [[nodiscard]] static scn write_once(std::shared_ptr<history::engine> const& db) {
    tree_id const id = testing::make_numbers(db);
    return testing::set_number(db, history::main_branch, id, 1, 1).at;
  }

  void compare(history::engine& db, scn last, std::set<branch_id> const& acknowledged) {
    std::set<branch_id> there;
    for (history::branch_info const& b : db.branches()) {
      there.insert(b.id);
      INFO("branch " << raw(b.id) << " at SCN " << raw(last));
      REQUIRE(model_.branches.contains(b.id));
      REQUIRE(model_.compare(db, db.head(b.id)->root(), model_.at(b.id, last)) == "");
    }
    if (mode_ != durability::full) return;
    for (branch_id const id : acknowledged) {
      INFO("branch " << raw(id));
      if (!model_.branches.at(id).dropped) REQUIRE(there.contains(id));
    }
  }

  void past_is_the_same(history::engine& db, scn last) {
    if (last == scn{}) return;
    for (int i = 0; i != 3; ++i) {
      scn const at{rng_() % raw(last) + 1};
      INFO("AS OF SCN " << raw(at));
      REQUIRE(model_.compare(db, db.as_of(history::main_branch, at)->root(),
                             model_.at(history::main_branch, at)) == "");
    }
  }

  std::mt19937 rng_;
  history_model model_;
  durability mode_;
  scn acknowledged_{};
  std::uint64_t row_id_ = 0;
  std::vector<aftermath> pending_;
  unsigned crashes_ = 0;
};

}  // namespace

TEST_CASE("reliability 7: what a power loss leaves is a prefix with all that was acknowledged") {
  auto const steps = static_cast<unsigned>(test::run_size("POWER_STEPS", 250));
  std::uint64_t const seeds = test::run_size("POWER_SEEDS", 1);
  for (std::uint64_t seed = test::run_seed(); seed != test::run_seed() + seeds; ++seed) {
    for (durability const mode : {durability::full, durability::normal, durability::off}) {
      INFO("seed " << seed << ", mode " << static_cast<int>(mode));
      power_law law(static_cast<unsigned>(seed), mode);
      law.run(steps);
      CHECK(law.crashes() != 0);
    }
  }
}
