// Reliability 28 under kill -9: threads of a child change a bank and a ring until it is killed. The
// sum stays, the ring stays one; what was acknowledged is there, in the order of each thread.
#include <tests/isolation/bank.hpp>
#include <tests/support/killed_child.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <vector>

using namespace helios;
using namespace helios::test;

namespace {

constexpr int threads = 4;
constexpr unsigned patience = 1'000'000;  // how often a transaction is run again

struct counts {
  std::atomic<std::int64_t> attempted, acknowledged;
};
using acknowledgements = std::array<counts, threads>;

void make_tables(std::string const& path) {
  database db = helios::open(path);
  db.execute(bank::setup);
  db.execute(ring::setup);
  db.execute("CREATE TABLE done (thread int, n bigint, PRIMARY KEY (thread, n))");
}

[[nodiscard]] history::engine_options some_options(random_source& random) {
  constexpr durability modes[] = {durability::full, durability::normal, durability::off};
  history::engine_options o;
  o.durability = modes[random.below(3)];
  o.sync_interval = std::chrono::microseconds(500);
  o.checkpoint_bytes = std::uint64_t{16} << (10 + random.below(4));
  o.checkpoint_slice = 4096;
  return o;
}

/// Each thread numbers its transactions; for ever.
void change_on(std::string const& path, history::engine_options const& how,
               isolation_level isolation, std::uint64_t seed, acknowledgements& told,
               auto const& ready) {
  database root = testing::open_in(storage::system_vfs(), path, how);
  std::vector<std::thread> all;
  std::vector<database> sessions;
  for (int t = 0; t != threads; ++t) sessions.push_back(root.connect());
  for (int t = 0; t != threads; ++t) {
    all.emplace_back([&, t] {
      database& db = sessions[static_cast<std::size_t>(t)];
      counts& mine = told[static_cast<std::size_t>(t)];
      random_source random{seed, std::mt19937_64(seed + static_cast<std::uint64_t>(t))};
      try {
        for (std::int64_t n = mine.acknowledged + 1;; ++n) {
          mine.attempted = n;
          db.transaction(
              [&](transaction& tx) {
                random.below(2) == 0 ? bank::change(tx, random) : ring::change(tx, random);
                tx.execute("INSERT INTO done VALUES ($1, $2)", t, n);
              },
              {.retries = patience, .isolation = isolation});
          mine.acknowledged = n;
          ready();  // however slow the machine is, it does not die before it has done something
        }
      } catch (std::exception const& e) {
        std::fprintf(stderr, "killed_bank, in the child: %s\n", e.what());
        ::_exit(1);
      }
    });
  }
  for (std::thread& t : all) t.join();
}

}  // namespace

TEST_CASE("reliability 28: a bank and a ring are whole after each kill -9") {
  std::uint64_t const kills = run_size("BANK_KILLS", 40);
  random_source random;
  CAPTURE(random.seed);
  temporary_folder const folder;
  std::string const path = folder.path() + "b.helios";
  make_tables(path);
  shared_value<acknowledgements> const told;
  std::int64_t done = 0;
  for (std::uint64_t kill = 0; kill != kills; ++kill) {
    INFO("kill " << kill);
    auto const how = some_options(random);
    auto const isolation =
        random.below(2) == 0 ? isolation_level::serializable : isolation_level::repeatable_read;
    std::uint64_t const seed = random.engine();
    REQUIRE(
        kill_child([&](auto const& ready) { change_on(path, how, isolation, seed, *told, ready); },
                   std::chrono::microseconds(random.below(20'000))) == child_end::killed);
    database db = testing::open_in(storage::system_vfs(), path, some_options(random));
    CHECK(bank::whole(db));
    CHECK(ring::whole(db));
    done = 0;
    for (int t = 0; t != threads; ++t) {
      counts& of = (*told)[static_cast<std::size_t>(t)];
      auto const found =
          db.query_value<std::int64_t>("SELECT count(*) FROM done WHERE thread = $1", t);
      INFO("thread " << t);
      REQUIRE(found >= of.acknowledged);
      REQUIRE(found <= of.attempted);
      REQUIRE(db.query_value<std::int64_t>("SELECT coalesce(max(n), 0) FROM done WHERE thread = $1",
                                           t) == found);
      of.attempted = of.acknowledged = found;
      done += found;
    }
    if (kill % 10 == 0) REQUIRE(db.check().empty());
  }
  CHECK(done >= static_cast<std::int64_t>(kills));
}
