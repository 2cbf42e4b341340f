// Reliability 24: statements that would run for ever stop when they are told to, or in time.
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <span>
#include <thread>

using namespace helios;
using namespace helios::testing;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

char const* const endless[] = {
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r",
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION SELECT x + 1 FROM r) SELECT max(x) FROM r",
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r",
    "SELECT count(*) FROM t a, t b, t c, t d",
    "SELECT count(*) FROM t a CROSS JOIN t b CROSS JOIN t c WHERE a.id + b.id = c.id + 1000000",
    "SELECT count(*) FROM t a JOIN t b ON a.k = b.k JOIN t c ON c.k = b.k JOIN t d ON d.k = c.k",
    "SELECT count(*) FROM t a LEFT JOIN t b ON a.k >= b.k LEFT JOIN t c ON b.k >= c.k LEFT JOIN t "
    "d ON d.k <> c.k",
    "SELECT sum(x) FROM generate_series(1, 1000000000000) AS s (x)",
    "SELECT count(DISTINCT x) FROM generate_series(1, 1000000000000) AS s (x)",
    "SELECT x % 10, count(*) FROM generate_series(1, 1000000000000) AS s (x) GROUP BY 1",
    "SELECT count(*) FROM t a, t b WHERE EXISTS (SELECT 1 FROM t c, t d WHERE c.id + d.id = a.id + "
    "b.id + 9000000)",
    "SELECT count(*) FROM t WHERE (SELECT count(*) FROM t b, t c WHERE b.id <> t.id) > 5",
    "SELECT id FROM t WHERE long LIKE '%a%a%a%a%a%a%a%a%a%a%a%b'",
    "SELECT a.id FROM t a, t b WHERE a.long LIKE '%' || b.long || '%b' OR a.long LIKE b.long || "
    "'%c'",
    "SELECT a.id FROM t a, t b, t c ORDER BY a.k, b.k, c.k LIMIT 3",
    "SELECT max(a.id) FROM t a, t b, t c GROUP BY a.k + b.k + c.k",
    "SELECT 1 FROM t a, t b, t c EXCEPT SELECT 1 FROM t a, t b, t c",
    "SELECT row_number() OVER (ORDER BY a.k) FROM t a, t b, t c",
    "INSERT INTO sink SELECT a.id FROM t a, t b, t c",
    "UPDATE t SET k = (SELECT count(*) FROM t b, t c, t d WHERE b.id <> t.id)",
    "DELETE FROM t WHERE id IN (SELECT a.id + b.id + c.id + 900000000 FROM t a, t b, t c)",
    "CREATE TABLE copied AS SELECT a.id FROM t a, t b, t c",
};

struct slow_stop {
  std::string how, statement;
  clock_type::duration took;
  std::string state;
};

database make_tables() {
  database db = helios::open(":memory:");
  db.execute(
      "CREATE TABLE t (id int PRIMARY KEY, k int, long text); CREATE TABLE sink (id int);"
      "INSERT INTO t SELECT i, i % 10, repeat('a', 2000) FROM generate_series(1, 3000) AS s (i)");
  return db;
}

/// Runs each of them twice, and stops it after 40 ms.
void stop_each(std::span<char const* const> statements) {
  auto const patience = std::chrono::milliseconds(test::run_size("STOP_MILLISECONDS", 500));
  database db = make_tables();
  std::string const before = answer(db, "SELECT count(*), sum(k) FROM t");
  std::vector<slow_stop> slow;
  for (char const* const each : statements) {
    for (bool const cancel : {false, true}) {
      std::atomic<bool> done = false;
      auto const after = 40ms;
      std::thread other;
      if (cancel) {
        other = std::thread([&] {
          std::this_thread::sleep_for(after);
          while (!done) {
            db.cancel();
            std::this_thread::sleep_for(5ms);
          }
        });
      } else {
        db.execute("SET statement_timeout = 40");
      }
      auto const begin = clock_type::now();
      std::string const state = test::state_of([&] { return answer(db, each); });
      auto const took = clock_type::now() - begin;
      done = true;
      if (cancel) other.join();
      db.execute("RESET statement_timeout");
      bool const unknown = state.starts_with("0A") || state.starts_with("42");
      if (unknown) {
        WARN(each << ": " << state);
        break;
      }
      bool const quick = state.empty() && took < after + patience;  // it had an end after all
      if (quick) WARN(each << " ended by itself");
      if (!quick && (state != "57014" || took > after + patience))
        slow.push_back({cancel ? "cancel" : "timeout", each, took, state});
    }
    REQUIRE(answer(db, "SELECT count(*), sum(k) FROM t") == before);
    REQUIRE(answer(db, "SELECT count(*) FROM sink") == "0|\n");
  }
  for (slow_stop const& s : slow) {
    FAIL_CHECK(s.how << " took "
                     << std::chrono::duration_cast<std::chrono::milliseconds>(s.took).count()
                     << " ms (" << s.state << "): " << s.statement);
  }
}

}  // namespace

TEST_CASE("reliability 24: endless statements end by timeout and by cancel, soon") {
  stop_each(endless);
}

TEST_CASE("reliability 24: a statement stops inside a batch of long values") {
  static constexpr char const* long_values[] = {
      "SELECT length(repeat(a.long, 1000)) FROM t a, t b, t c",
      "SELECT a.long || b.long || c.long FROM t a, t b, t c",
      "SELECT length(replace(repeat(a.long, 10), 'a', b.long)) FROM t a, t b",
      "SELECT length(lpad(a.long, 1000000, 'xy') || rpad(b.long, 1000000)) FROM t a, t b",
      "SELECT string_agg(a.long, b.long) FROM t a, t b",
      "SELECT count(DISTINCT repeat(a.long, 100) || b.id) FROM t a, t b",
  };
  stop_each(long_values);
}
