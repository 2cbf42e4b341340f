// Reliability 1 and 2: a child commits to a real file and acknowledges in shared memory until it is
// killed, and the next ones while they recover. Everything acknowledged is there, in all tables
// alike, and nothing that was not attempted.
#include <tests/support/killed_child.hpp>
#include <tests/support/recorded_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <map>

using namespace helios;
using namespace helios::testing;

namespace {

struct acknowledgements {
  std::atomic<std::int64_t> attempted, acknowledged;
};

constexpr std::array<char const*, 3> branches{"main", "left", "right"};

void make_tables(std::string const& path) {
  database db = helios::open(path);
  db.execute(
      "CREATE TABLE total (id int PRIMARY KEY, n bigint); INSERT INTO total VALUES (1, 0);"
      "CREATE TABLE entry (n bigint PRIMARY KEY, code text UNIQUE, half bigint);"
      "CREATE INDEX entry_half ON entry (half); CREATE TABLE mirror (n bigint)");
  static_cast<void>(db.create_branch("left"));
  static_cast<void>(db.create_branch("right"));
}

/// The options of one cycle.
struct cycle_options {
  history::engine_options engine;
  char const* branch;

  explicit cycle_options(std::mt19937_64& random) {
    constexpr durability modes[] = {durability::full, durability::normal, durability::off};
    engine.durability = modes[random() % 3];
    engine.sync_interval = std::chrono::microseconds(500);
    engine.pages.buffered = random() % 4 == 0;
    engine.checkpoint_bytes = std::uint64_t{16} << (10 + random() % 4);
    engine.checkpoint_slice = 4096;
    engine.log.first_step = std::uint64_t{8} << (10 + random() % 4);
    branch = branches[random() % branches.size()];
  }
};

/// Commit n writes n into three tables and two indexes; for ever.
void commit_on(std::string const& path, cycle_options const& how, acknowledgements& told,
               auto const& ready) {
  database root = open_in(storage::system_vfs(), path, how.engine);
  database db = root.connect({.branch = how.branch, .timeout = {}});
  ready();
  for (auto n = db.query_value<std::int64_t>("SELECT n FROM total") + 1;; ++n) {
    told.attempted = n;
    db.transaction([&](transaction& t) {
      t.execute("UPDATE total SET n = $1", n);
      t.execute("INSERT INTO entry VALUES ($1, 'code ' || $1, $1 / 2)", n);
      t.execute("INSERT INTO mirror VALUES ($1)", n);
    });
    told.acknowledged = n;
  }
}

/// What a branch counted up to; every table must agree.
std::int64_t counted(database& root, char const* branch) {
  database db = root.connect({.branch = branch, .timeout = {}});
  auto const n = db.query_value<std::int64_t>("SELECT n FROM total");
  INFO("branch " << branch << " counted to " << n);
  CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM entry") == n);
  CHECK(db.query_value<std::int64_t>("SELECT coalesce(max(n), 0) FROM entry") == n);
  CHECK(db.query_value<std::int64_t>("SELECT coalesce(sum(n), 0)::bigint FROM mirror") ==
        n * (n + 1) / 2);
  if (n != 0) {
    CHECK(db.query_value<std::int64_t>("SELECT n FROM entry WHERE code = 'code " +
                                       std::to_string(n) + "'") == n);
    CHECK(db.query_value<std::int64_t>("SELECT max(n) FROM entry WHERE half = $1", n / 2) == n);
  }
  return n;
}

}  // namespace

TEST_CASE("reliability 1: kill -9 at any moment loses nothing that was acknowledged") {
  std::uint64_t const cycles = test::run_size("KILLS", 300);
  std::uint64_t const seed = test::run_seed();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  test::temporary_folder const folder;
  std::string const path = folder.path() + "k.helios";
  make_tables(path);
  test::shared_value<acknowledgements> const told;
  std::map<std::string, std::int64_t> expected;
  for (std::uint64_t cycle = 0; cycle != cycles; ++cycle) {
    cycle_options const how(random);
    INFO("cycle " << cycle << " on " << how.branch);
    told->attempted = told->acknowledged = expected[how.branch];
    auto const end =
        test::kill_child([&](auto const& ready) { commit_on(path, how, *told, ready); },
                         std::chrono::microseconds(random() % 20'000));
    REQUIRE(end == test::child_end::killed);

    database db = open_in(storage::system_vfs(), path, cycle_options(random).engine);
    std::int64_t const found = counted(db, how.branch);
    REQUIRE(found >= told->acknowledged);
    REQUIRE(found <= told->attempted);
    expected[how.branch] = found;
    if (cycle % 20 != 0) continue;
    REQUIRE(db.check().empty());
    for (char const* each : branches) REQUIRE(counted(db, each) == expected[each]);
  }
}

TEST_CASE("reliability 2: kill -9 during recovery, again and again, loses nothing either") {
  std::uint64_t const cycles = test::run_size("RECOVERY_KILLS", 50);
  std::uint64_t const seed = test::run_seed() + 1;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  test::temporary_folder const folder;
  std::string const path = folder.path() + "k.helios";
  make_tables(path);
  test::shared_value<acknowledgements> const told;
  std::map<std::string, std::int64_t> expected;
  std::uint64_t cut_short = 0;
  for (std::uint64_t cycle = 0; cycle != cycles; ++cycle) {
    cycle_options const how(random);
    INFO("cycle " << cycle << " on " << how.branch);
    told->attempted = told->acknowledged = expected[how.branch];
    REQUIRE(test::kill_child([&](auto const& ready) { commit_on(path, how, *told, ready); },
                             std::chrono::microseconds(random() % 20'000)) ==
            test::child_end::killed);
    for (std::uint64_t again = random() % 6; again != 0; --again) {
      auto const end = test::kill_child(
          [&](auto const& ready) {
            ready();
            database const opened = open_in(storage::system_vfs(), path, how.engine);
          },
          std::chrono::microseconds(random() % 5'000));
      REQUIRE(end != test::child_end::failed);
      if (end == test::child_end::killed) ++cut_short;
    }
    database db = open_in(storage::system_vfs(), path, how.engine);
    std::int64_t const found = counted(db, how.branch);
    REQUIRE(found >= told->acknowledged);
    REQUIRE(found <= told->attempted);
    expected[how.branch] = found;
    if (cycle % 20 == 0) REQUIRE(db.check().empty());
  }
  CHECK(cut_short > cycles / 4);
}

TEST_CASE("reliability 2: recovering twice gives the log that recovering once gives") {
  test::temporary_folder const folder;
  std::uint64_t const seed = test::run_seed();
  INFO("seed " << seed);
  history::engine_options const options = small_file_options(durability::off);
  recorded_file const killed = record({.seed = seed, .steps = 40, .options = options});
  storage::memory_vfs world(std::uint64_t{1} << 30);
  put_file(world, "a", killed.image);
  bytes recovered;
  for (int time = 0; time != 3; ++time) {
    {
      auto const in = open_instance(world, "a", options);
      database db = database_on(in);
      CHECK(content_of(db) == killed.states.back().content);
      in->engine->file().poison();  // as if it had been killed: nothing is written at its end
    }
    bytes now = read_file(world, "a");
    now.resize(static_cast<std::size_t>(killed.log_end()));
    now.erase(now.begin(), now.begin() + 16384);  // the anchors tell of each opening
    if (time != 0) CHECK(now == recovered);
    recovered = now;
  }
}
