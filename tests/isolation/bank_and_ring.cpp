// tests/isolation/bank_and_ring.cpp -- invariants under threads: a bank's sum, a ring of rows, a
// rule over two rows that only SERIALIZABLE keeps.

#include <tests/isolation/bank.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

using namespace helios;
using namespace helios::test;

namespace {

constexpr int threads = 4;
constexpr unsigned patience = 1'000;  // how often a transaction is run again

/// Runs what(session, random) in each thread; the first error is told at the end.
template <class What>
void in_threads(database& db, random_source& random, What&& what) {
  std::vector<std::thread> all;
  std::vector<std::string> failures(threads);
  for (int t = 0; t != threads; ++t) {
    all.emplace_back([&, t, seed = random.engine(), session = db.connect()]() mutable {
      random_source own{seed, std::mt19937_64(seed)};
      try {
        what(session, own);
      } catch (std::exception const& e) {
        failures[static_cast<std::size_t>(t)] = e.what();
      }
    });
  }
  for (std::thread& t : all) t.join();
  for (std::string const& f : failures) CHECK(f.empty());
}

database with(std::string const& setup) {
  database db = open(":memory:");
  db.execute(setup);
  return db;
}

}  // namespace

TEMPLATE_TEST_CASE("a bank keeps its sum, a ring stays one, whoever looks", "[isolation]", bank,
                   ring) {
  random_source random;
  CAPTURE(random.seed);
  auto const level = GENERATE(isolation_level::repeatable_read, isolation_level::serializable);
  database db = with(TestType::setup);
  std::atomic<int> wrong{0};
  in_threads(db, random, [&](database& session, random_source& own) {
    for (int i = 0; i != 300; ++i) {
      session.transaction([&](transaction& tx) { TestType::change(tx, own); },
                          {.retries = patience, .isolation = level});
      session.transaction([&](transaction& tx) { wrong += !TestType::whole(tx); });
    }
  });
  CHECK(wrong == 0);
  CHECK(TestType::whole(db));
}

TEST_CASE("a rule over two rows: one of them is on, says who switches the other off",
          "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  database db = with(
      "CREATE TABLE lamps (room int, lamp int, lit int, PRIMARY KEY (room, lamp));"
      "INSERT INTO lamps SELECT i / 2, i % 2, 1 FROM generate_series(0, 9) AS s(i)");
  std::atomic<int> dark{0};
  in_threads(db, random, [&](database& session, random_source& own) {
    for (int i = 0; i != 300; ++i) {
      session.transaction(
          [&](transaction& tx) {
            int const room = static_cast<int>(own.below(5)), lamp = static_cast<int>(own.below(2));
            auto const lit = tx.query_value<std::int64_t>(
                "SELECT sum(lit)::bigint FROM lamps WHERE room = $1", room);
            if (lit == 0) ++dark;
            std::this_thread::yield();
            tx.execute("UPDATE lamps SET lit = $1 WHERE room = $2 AND lamp = $3", lit == 2 ? 0 : 1,
                       room, lamp);
          },
          {.retries = patience, .isolation = isolation_level::serializable});
    }
  });
  CHECK(dark == 0);
}

TEST_CASE("statements by themselves are serializable where the session says so", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  // Each adds a row that counts those before it: run one by one, the counts are 0, 1, 2, ...
  database db = with("CREATE TABLE counted (id int PRIMARY KEY, before int)");
  std::atomic<int> ids{0};
  in_threads(db, random, [&](database& session, random_source&) {
    session.execute("SET default_transaction_isolation = 'serializable'");
    for (int i = 0; i != 100; ++i)
      session.execute("INSERT INTO counted SELECT $1, count(*) FROM counted", ++ids);
  });
  CHECK(db.query_value<std::int64_t>("SELECT count(DISTINCT before) FROM counted") ==
        threads * 100);
  CHECK(db.query_value<std::int64_t>("SELECT max(before) FROM counted") == threads * 100 - 1);
}
