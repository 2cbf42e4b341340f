// Laws of many threads: no update is lost, readers see whole commits, one sync serves many commits,
// and nobody waits for a sync but those who asked for it.
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/history/merge.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/slow_vfs.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <future>
#include <thread>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using storage::testing::slow_vfs;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

int increments() { return static_cast<int>(test::run_size("LAW_INCREMENTS", 10'000)); }

/// Runs functions until all of the first kind have ended; collects what they threw.
struct crew {
  std::atomic<bool> stop{false};
  std::vector<std::thread> workers, watchers;
  std::mutex lock;
  std::vector<std::string> failures;

  void guard(std::function<void()> const& body) {
    try {
      body();
    } catch (error const& e) {
      std::lock_guard const hold(lock);
      failures.push_back(std::string(e.sqlstate()) + " " + e.message() + " " + e.detail());
    }
  }
  void work(std::function<void()> body) {
    workers.emplace_back([this, body = std::move(body)] { guard(body); });
  }
  void watch(std::function<void()> body) {
    watchers.emplace_back([this, body = std::move(body)] {
      guard([&] {
        while (!stop) body();
      });
    });
  }
  void end() {
    for (std::thread& t : workers) t.join();
    stop = true;
    for (std::thread& t : watchers) t.join();
    for (std::string const& f : failures) {
      INFO(f);
      CHECK(false);
    }
  }
};

}  // namespace

TEST_CASE(
    "reliability 26: 8 threads add 1 to one row while others read, fork, merge, drop and "
    "checkpoint",
    "[law]") {
  storage::memory_vfs world;
  engine_options options;
  options.limits = {4, 400, 2, 25, 4};
  options.checkpoint_bytes = 64 << 10;
  options.checkpoint_slice = 4096;
  auto db = engine::open(world, "t.helios", options);
  tree_id const t = make_numbers(db);
  constexpr std::int64_t others = 40;
  set_number(db, main_branch, t, 0, 0);
  int const each = increments() / 8;
  crew all;
  for (int i = 0; i != 8; ++i) {
    all.work([&] {
      for (int n = 0; n != each; ++n) add_number(db, main_branch, t, 0, 1);
    });
  }
  // Two rows whose sum never changes: a reader that sees half a commit sees another sum.
  all.watch([&, n = 0]() mutable {
    history::transaction tx(db, main_branch);
    put_number(tx, t, 1 + n % others, n);
    put_number(tx, t, 1000 + n % others, -n);
    ++n;
    tx.commit();
  });
  std::atomic<bool> torn{false};
  auto const whole = [&](storage::version_ptr const& v) {
    std::int64_t sum = 0;
    for (auto const& [k, n] : all_numbers(*db, v, t)) sum += k == 0 ? 0 : n;
    if (sum != 0) torn = true;
  };
  all.watch([&] { whole(db->head(main_branch)); });
  all.watch([&, n = 0U]() mutable {
    auto const last = raw(db->last_commit());
    whole(db->as_of(main_branch, scn{++n * 7919 % last + 1}));
  });
  all.watch([&, n = 0]() mutable {
    auto const dev = db->create_branch("dev" + std::to_string(++n), main_branch);
    set_number(db, dev.id, t, 5000 + n % 20, 0);
    try {
      static_cast<void>(history::merge(db, dev.id, main_branch));
    } catch (error const& e) {
      if (e.code() != errc::serialization_failure) throw;
    }
    db->drop_branch(dev.id);
  });
  all.watch([&] {
    db->checkpoint();
    std::this_thread::sleep_for(2ms);
  });
  all.end();
  CHECK_FALSE(torn);
  CHECK(read_number(*db, db->head(main_branch), t, 0) == 8 * each);
  db->check();
  auto const rows = all_numbers(*db, db->head(main_branch), t);
  db.reset();
  db = engine::open(world, "t.helios", options);
  CHECK(all_numbers(*db, db->head(main_branch), t) == rows);
}

TEST_CASE(
    "reliability 26: a follower in the writer's process sees whole commits, and in the end all of "
    "them",
    "[law]") {
  storage::memory_vfs world;
  engine_options options;
  options.limits = {4, 400, 2, 25, 4};
  auto const db = engine::open(world, "t.helios", options);
  tree_id const t = make_numbers(db);
  engine_options follow = options;
  follow.read_only = true;
  auto const follower = engine::open(world, "t.helios", follow);
  crew all;
  constexpr std::int64_t pairs = 50;
  // Two rows whose sum never changes.
  all.work([&] {
    for (int n = 1; n <= increments() / 10; ++n) {
      history::transaction tx(db, main_branch);
      put_number(tx, t, n % pairs, n);
      put_number(tx, t, 1000 + n % pairs, -n);
      tx.commit();
    }
  });
  all.watch([&] { db->checkpoint(); });
  std::atomic<bool> torn{false};
  auto const whole = [&] {
    std::int64_t sum = 0;
    for (auto const& [k, n] : all_numbers(*follower, follower->head(main_branch), t)) sum += n;
    if (sum != 0) torn = true;
  };
  all.watch([&] {
    static_cast<void>(follower->refresh());
    whole();
  });
  all.watch(whole);
  // One that opens the file anew reads the anchors while they are written.
  all.watch([&] {
    static_cast<void>(engine::open(world, "t.helios", follow)->last_commit());
    std::this_thread::sleep_for(1ms);
  });
  all.end();
  CHECK_FALSE(torn);
  static_cast<void>(follower->refresh());
  CHECK(all_numbers(*follower, follower->head(main_branch), t) ==
        all_numbers(*db, db->head(main_branch), t));
}

TEST_CASE("reliability 26: 8 committers share syncs", "[law]") {
  storage::memory_vfs memory;
  slow_vfs world(memory);
  auto const db = engine::open(world, "t.helios");
  tree_id const t = make_numbers(db);
  world.set_delay(5ms);
  std::uint64_t const before = db->syncs();
  constexpr int each = 40;
  crew all;
  for (int i = 0; i != 8; ++i) {
    all.work([&, i] {
      for (int n = 0; n != each; ++n) set_number(db, main_branch, t, i * each + n, n);
    });
  }
  all.end();
  double const per_commit = static_cast<double>(db->syncs() - before) / (8 * each);
  INFO(per_commit << " syncs per commit");
  CHECK(per_commit <= 0.3);
  CHECK(all_numbers(*db, db->head(main_branch), t).size() == 8 * each);
}

TEST_CASE("reliability 26: while a sync lasts a second nobody else waits", "[law]") {
  storage::memory_vfs memory;
  slow_vfs world(memory);
  auto const db = engine::open(world, "t.helios");
  tree_id const t = make_numbers(db);
  auto const old = set_number(db, main_branch, t, 1, 1);
  set_number(db, main_branch, t, 1, 2);
  auto const dev = db->create_branch("dev", main_branch);
  auto tx = std::make_unique<history::transaction>(db, main_branch);
  put_number(*tx, t, 1, 3);
  static_cast<void>(tx->id());
  world.set_delay(1s);
  auto committing = std::async(std::launch::async, [&] { return tx->commit(); });
  std::this_thread::sleep_for(100ms);
  auto const begin = clock_type::now();
  CHECK(read_number(*db, db->head(main_branch), t, 1) == 2);
  CHECK(read_number(*db, db->as_of(main_branch, old.at), t, 1) == 1);
  history::transaction other(db, dev.id);
  put_number(other, t, 1, 4);
  CHECK(read_number(other.read(t), 1) == 4);
  CHECK(db->find_branch("dev").id == dev.id);
  CHECK(db->branches().size() == 2);
  engine_options follower;
  follower.read_only = true;
  auto const second = engine::open(memory, "t.helios", follower);
  CHECK(read_number(*second, second->head(main_branch), t, 1) == 2);
  auto const spent = clock_type::now() - begin;
  CHECK(spent < 300ms);
  committing.get();
  world.set_delay(0s);
  CHECK(read_number(*db, db->head(main_branch), t, 1) == 3);
  CHECK(second->refresh());
  CHECK(read_number(*second, second->head(main_branch), t, 1) == 3);
}
