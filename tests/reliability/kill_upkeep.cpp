// Reliability 3: kill -9 inside VACUUM, a merge, an index build, a bulk load, a checkpoint, and the
// first creation of a file: what is found is the old state or the new one, and works.
#include <tests/support/killed_child.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>
#include <random>

using namespace helios;
using namespace helios::testing;

namespace {

/// One long operation, and what there is to see of it.
struct upkeep {
  char const* name;
  std::function<void(database&)> run;
  char const* question = "SELECT 0";  // its answer tells old from new
};

void make_database(std::string const& path) {
  database db = helios::open(path, {.durability = durability::off});
  db.execute(
      "CREATE TABLE t (id int PRIMARY KEY, name text, n int);"
      "INSERT INTO t SELECT i, 'name ' || i, i % 97 FROM generate_series(1, 6000) AS s (i)");
  database dev = db.create_branch("dev");
  dev.execute("UPDATE t SET n = n + 1000 WHERE id % 3 = 0; INSERT INTO t VALUES (-1, 'new', 0)");
  for (int i = 0; i != 20; ++i)
    db.execute("UPDATE t SET name = name || '.' WHERE id % 20 = " + std::to_string(i));
}

/// What every state must satisfy.
void check_all(database& db) {
  REQUIRE(db.check().empty());
  CHECK(answer(db, "SELECT count(*) FROM t WHERE id > 0 AND id <= 6000") == "6000|\n");
  CHECK(answer(db,
               "SELECT count(*) FROM t WHERE id BETWEEN 1 AND 6000 AND name = 'name ' || id "
               "|| '.'") == "6000|\n");
  database dev = db.connect({.branch = "dev", .timeout = {}});
  CHECK(answer(dev, "SELECT count(*), sum(n - id % 97) FROM t WHERE n > 900") == "2000|2000000|\n");
  snapshot early = db.as_of(scn{raw(db.newest()) - 3});
  CHECK(answer(early, "SELECT count(*) FROM t WHERE id BETWEEN 1 AND 6000") == "6000|\n");
}

}  // namespace

TEST_CASE("reliability 3: kill -9 inside upkeep leaves the old state or the new one") {
  std::uint64_t const rounds = test::run_size("UPKEEP_KILLS", 10);
  std::uint64_t const seed = test::run_seed();
  std::mt19937_64 random(seed);
  test::temporary_folder const folder;
  std::string const whole = folder.path() + "whole.helios";
  std::string const path = folder.path() + "k.helios";
  make_database(whole);
  upkeep const all[] = {
      {"VACUUM",
       [](database& db) { db.vacuum({.keep_from = scn{raw(db.newest()) - 8}, .progress = {}}); }},
      {"merge",
       [](database& db) {
         static_cast<void>(db.merge_branch("dev", "main", on_conflict::branch_wins));
       },
       "SELECT count(*), count(*) FILTER (WHERE n >= 1000) FROM t"},
      {"index build", [](database& db) { db.execute("CREATE INDEX t_n ON t (n, name)"); },
       "SELECT count(*) FROM pg_indexes WHERE indexname = 't_n'"},
      {"bulk load",
       [](database& db) {
         db.execute(
             "INSERT INTO t SELECT i, 'loaded', 1 FROM generate_series(10001, 30000) AS s (i)");
       },
       "SELECT count(*) FROM t WHERE id > 10000"},
      {"checkpoint", [](database& db) { db.checkpoint(); }},
  };
  for (upkeep const& one : all) {
    std::string old, now;
    std::chrono::microseconds lasts{};
    {
      std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
      database db = helios::open(path);
      old = answer(db, one.question);
      auto const begin = std::chrono::steady_clock::now();
      one.run(db);
      lasts = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - begin);
      now = answer(db, one.question);
    }
    unsigned killed = 0;
    for (std::uint64_t n = 0; n != rounds; ++n) {
      INFO(one.name << ", round " << n << ", seed " << seed);
      std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
      auto const end = test::kill_child(
          [&](auto const& ready) {
            database db = helios::open(path);
            ready();
            one.run(db);
          },
          std::chrono::microseconds(random() % static_cast<std::uint64_t>(lasts.count() + 1)));
      REQUIRE(end != test::child_end::failed);
      if (end == test::child_end::killed) ++killed;
      {
        database db = helios::open(path);
        CHECK_FALSE(std::filesystem::exists(path + ".vacuum"));  // what the dead one left is gone
        std::string const found = answer(db, one.question);
        CHECK((found == old || found == now));
        if (found == old) check_all(db);
        REQUIRE(db.check().empty());
        // It can be done again.
        if (found == old) one.run(db);
        CHECK(answer(db, one.question) == now);
        db.vacuum();
      }
    }
    CHECK(killed != 0);
  }
}

TEST_CASE("reliability 3: kill -9 during the first creation leaves what can be opened") {
  std::uint64_t const rounds = test::run_size("UPKEEP_KILLS", 10) * 5;
  std::uint64_t const seed = test::run_seed();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  test::temporary_folder const folder;
  for (std::uint64_t n = 0; n != rounds; ++n) {
    std::string const path = folder.path() + std::to_string(n) + ".helios";
    INFO("round " << n);
    auto const end = test::kill_child(
        [&](auto const& ready) {
          ready();
          database db = helios::open(path);
          db.execute("CREATE TABLE t (a int)");
        },
        std::chrono::microseconds(random() % 8'000));
    REQUIRE(end != test::child_end::failed);
    database db = helios::open(path);
    db.execute("CREATE TABLE IF NOT EXISTS t (a int); INSERT INTO t VALUES (1)");
    CHECK(answer(db, "SELECT * FROM t") == "1|\n");
    CHECK(db.check().empty());
  }
}
