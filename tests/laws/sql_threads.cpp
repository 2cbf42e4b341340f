// Laws of many sessions: no statement by itself is lost, readers see whole transactions, and nobody
// waits for a slow disk but those who commit to it.

#include <tests/support/run_size.hpp>

#include <helios/api/session.hpp>
#include <helios/catalog/catalog_editor.hpp>
#include <helios/exec/column.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/slow_vfs.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace helios;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

int increments() { return static_cast<int>(test::run_size("LAW_INCREMENTS", 10'000)); }

std::shared_ptr<api::instance> open(storage::vfs& world, history::engine_options options = {}) {
  auto db = std::make_shared<api::instance>();
  db->path = "law.helios";
  db->engine = history::engine::open(world, db->path, options);
  if (!options.read_only) catalog::bootstrap(db->engine);
  return db;
}

void run(api::session& s, std::string_view text) {
  for (api::statement_ptr const& each : api::parse(text)) s.run(each);
}

/// The only value of a query: a bigint. For any thread, so it asserts nothing.
std::int64_t number(api::session& s, std::string_view text) {
  api::outcome o = s.run(api::parse(text).at(0));
  exec::batch b;
  if (!o.stream->next(b)) throw std::runtime_error("no rows");
  return exec::value_at(b.columns.at(0), b.rows[0]).as<std::int64_t>();
}

clock_type::duration time_of(auto const& what) {
  auto const start = clock_type::now();
  what();
  return clock_type::now() - start;
}

}  // namespace

TEST_CASE("review A13: eight threads add one, each statement by itself: the sum is exact") {
  storage::memory_vfs world;
  auto const db = open(world);
  api::session own(db);
  run(own, "CREATE TABLE t (id int PRIMARY KEY, n bigint); INSERT INTO t VALUES (1, 0)");
  constexpr int threads = 8;
  std::atomic<int> failures = 0;
  std::vector<std::thread> all;
  for (int i = 0; i != threads; ++i) {
    all.emplace_back([&] {
      api::session s(db);
      auto const add = api::parse("UPDATE t SET n = n + 1 WHERE id = 1").at(0);
      for (int k = 0; k != increments(); ++k) {
        try {
          if (s.run(add).rows != 1) ++failures;
        } catch (error const&) {
          ++failures;
        }
      }
    });
  }
  for (std::thread& t : all) t.join();
  CHECK(failures == 0);
  CHECK(number(own, "SELECT n FROM t") == std::int64_t{threads} * increments());
}

TEST_CASE("reliability 28: money moves between accounts; whoever looks sees all of it") {
  storage::memory_vfs world;
  auto const db = open(world);
  api::session own(db);
  run(own,
      "CREATE TABLE account (id int PRIMARY KEY, amount bigint);"
      "INSERT INTO account SELECT g, 100 FROM generate_series(1, 10) g");
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0, moved = 0, lost = 0;
  std::vector<std::thread> all;
  for (int i = 0; i != 3; ++i) {
    all.emplace_back([&, i] {
      api::session s(db);
      for (int k = 0; !stop; ++k) {
        std::string const from = std::to_string(1 + (i * 7 + k) % 10);
        std::string const to = std::to_string(1 + (i * 3 + k * 5 + 1) % 10);
        try {
          run(s, "BEGIN; UPDATE account SET amount = amount - 1 WHERE id = " + from +
                     "; UPDATE account SET amount = amount + 1 WHERE id = " + to + "; COMMIT");
          ++moved;
        } catch (error const& e) {
          if (e.code() != errc::serialization_failure) ++wrong;
          if (s.status() != api::transaction_status::idle) run(s, "ROLLBACK");
          ++lost;
        }
      }
    });
  }
  for (int i = 0; i != 2; ++i) {
    all.emplace_back([&] {
      api::session s(db);
      while (!stop) {
        if (number(s, "SELECT sum(amount)::bigint FROM account") != 1000) ++wrong;
      }
    });
  }
  std::this_thread::sleep_for(1s);
  stop = true;
  for (std::thread& t : all) t.join();
  CHECK(wrong == 0);
  CHECK(moved > 0);
  CHECK(number(own, "SELECT sum(amount)::bigint FROM account") == 1000);
}

TEST_CASE("reliability 26: while one commit waits a second for its disk, everybody else goes on") {
  storage::memory_vfs memory;
  storage::testing::slow_vfs world(memory);
  auto const db = open(world);
  api::session own(db);
  run(own,
      "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 1);"
      "UPDATE t SET n = 1");
  constexpr std::chrono::milliseconds slow = 1s;
  auto const before = world.counted().syncs.load();
  world.set_delay(slow);
  auto writer = std::async(std::launch::async, [&] {
    api::session s(db);
    return time_of([&] { run(s, "UPDATE t SET n = 2 WHERE id = 1"); });
  });
  while (world.counted().syncs == before) std::this_thread::yield();
  std::this_thread::sleep_for(50ms);

  api::session reader(db);
  CHECK(time_of([&] { CHECK(number(reader, "SELECT count(*) FROM t WHERE n = 1") == 1); }) <
        slow / 4);
  // A transaction reads and writes; only its commit wants the disk.
  CHECK(time_of([&] {
          run(reader,
              "BEGIN; UPDATE t SET n = 3 WHERE id = 1; SAVEPOINT a;"
              "INSERT INTO t VALUES (2, 2); ROLLBACK");
        }) < slow / 4);
  CHECK(time_of([&] { run(reader, "SELECT * FROM t AS OF NOW"); }) < slow / 4);
  {
    history::engine_options follow;
    follow.read_only = true;
    CHECK(time_of([&] {
            api::session follower(open(world, follow));
            CHECK(number(follower, "SELECT count(*) FROM t WHERE n = 1") == 1);
          }) < slow / 4);
  }
  CHECK(writer.get() >= slow / 2);
  world.set_delay({});
  CHECK(number(reader, "SELECT count(*) FROM t WHERE n = 2") == 1);
}
