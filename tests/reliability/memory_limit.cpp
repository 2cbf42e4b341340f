// Reliability 24: a statement that needs more memory than query_memory_limit allows is 53200, soon,
// and takes no more of the process than that.
#include <tests/support/replaced_new.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <malloc.h>

#include <atomic>
#include <chrono>

namespace {

std::atomic<std::int64_t> in_use{0}, most_in_use{0};

}  // namespace

bool helios::test::may_allocate() noexcept { return true; }
void helios::test::was_allocated(void* at) noexcept {
  std::int64_t const now = in_use += static_cast<std::int64_t>(::malloc_usable_size(at));
  std::int64_t most = most_in_use;
  while (now > most && !most_in_use.compare_exchange_weak(most, now)) {
  }
}
void helios::test::will_be_freed(void* at) noexcept {
  in_use -= static_cast<std::int64_t>(::malloc_usable_size(at));
}

using namespace helios;
using namespace helios::testing;

namespace {

constexpr std::int64_t limit = std::int64_t{64} << 20;

struct outcome {
  std::string state, hint;
  std::int64_t most = 0;  // bytes beyond what there was before
  std::chrono::milliseconds took{};
};

outcome run(executor& in, std::string_view sql) {
  using clock = std::chrono::steady_clock;
  std::int64_t const before = in_use;
  most_in_use = before;
  auto const begin = clock::now();
  auto const thrown = test::thrown_by([&] { return in.execute(sql); });
  outcome r;
  r.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begin);
  r.most = most_in_use - before;
  if (thrown) r.state = thrown->sqlstate(), r.hint = thrown->hint();
  return r;
}

database limited() {
  database db = helios::open(":memory:");
  db.execute(
      "CREATE TABLE t (id int PRIMARY KEY, long text); CREATE TABLE sink (id bigint, what text);"
      "INSERT INTO t SELECT i, repeat('a', 2000) FROM generate_series(1, 3000) AS s (i);"
      "SET query_memory_limit = '64MB'");
  return db;
}

}  // namespace

TEST_CASE("reliability 24: what keeps too many rows is 53200 within its limit") {
  char const* const greedy[] = {
      // A sort of ten times the limit: 6,000,000 rows of more than 100 bytes each.
      "SELECT md5(i::text) AS m FROM generate_series(1, 6000000) AS s (i) ORDER BY m",
      "SELECT i FROM generate_series(1, 100000000) AS s (i) ORDER BY i DESC LIMIT 50000000",
      "WITH w AS MATERIALIZED (SELECT a.id AS x, b.id AS y FROM t a, t b) "
      "SELECT count(*) FROM w, w AS v WHERE w.x = v.y",
      "SELECT count(*) FROM t JOIN (SELECT md5(i::text) AS m FROM generate_series(1, 5000000) AS s "
      "(i)) AS r ON r.m = t.long",
      "SELECT i, count(*), sum(i) FROM generate_series(1, 100000000) AS s (i) GROUP BY i",
      "SELECT md5(i::text), max(i::text) FROM generate_series(1, 100000000) AS s (i) GROUP BY 1",
      "SELECT count(DISTINCT i) FROM generate_series(1, 100000000) AS s (i)",
      "SELECT DISTINCT i::bigint * 1000003 FROM generate_series(1, 100000000) AS s (i)",
      "SELECT i FROM generate_series(1, 100000000) AS s (i) UNION SELECT 1",
      "SELECT 1 EXCEPT SELECT i FROM generate_series(1, 100000000) AS s (i)",
      "WITH RECURSIVE r AS (SELECT 1 AS x UNION SELECT x + 1 FROM r) SELECT count(*) FROM r",
      "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT r.x + b.id FROM r, t b) "
      "SELECT count(*) FROM r",
      "SELECT string_agg(long, ',') FROM t a, generate_series(1, 1000) AS s (i)",
      "SELECT max(repeat(long, 10000 + id)) FROM t",
      "SELECT count(*) FROM t WHERE id IN (SELECT b.id * c.id + 10000000 FROM t b, t c)",
      "SELECT count(*) FROM t WHERE id < ALL (SELECT b.id + c.id FROM t b, t c)",
      "SELECT repeat(repeat('x', 1000), 1000000)",
      "INSERT INTO sink SELECT a.id, a.long FROM t a, t b",
      "UPDATE t SET long = t.long || b.long FROM t AS b",
      "CREATE TABLE copied AS SELECT a.id, a.long FROM t a, t b",
  };
  database db = limited();
  std::string const before = answer(db, "SELECT count(*), sum(length(long)) FROM t");
  for (char const* const each : greedy) {
    outcome const r = run(db, each);
    INFO(each << ": " << r.state << ", " << r.took.count() << " ms, " << (r.most >> 20) << " MiB");
    CHECK(r.state == "53200");
    CHECK(r.hint.find("query_memory_limit") != std::string::npos);
    CHECK(r.most <= limit + limit / 10);
    CHECK(r.took < std::chrono::milliseconds(test::run_size("GREEDY_MILLISECONDS", 20'000)));
    REQUIRE(answer(db, "SELECT count(*), sum(length(long)) FROM t") == before);
  }
  CHECK(answer(db, "SELECT count(*) FROM sink") == "0|\n");
}

TEST_CASE("reliability 24: what passes through needs little, however much it is") {
  char const* const modest[] = {
      "SELECT count(*) FROM generate_series(1, 3000000) AS s (i)",
      "SELECT sum(length(repeat(a.long, 100))) FROM t a",
      "SELECT repeat(a.long, 100) FROM t a",
      "SELECT max(length(a.long || b.long)) FROM t a, t b WHERE b.id < 20",
      "SELECT a.id FROM t a, t b, t c ORDER BY a.id, b.id, c.id LIMIT 10 OFFSET 5",
      "SELECT count(*) FROM t a WHERE repeat(a.long, 100) LIKE '%b'",
  };
  database db = limited();
  for (char const* const each : modest) {
    bool const endless = std::string_view(each).find("t c") != std::string_view::npos;
    if (endless) db.execute("SET statement_timeout = 300");
    outcome const r = run(db, each);
    db.execute("RESET statement_timeout");
    INFO(each << ": " << r.state << ", " << r.took.count() << " ms, " << (r.most >> 20) << " MiB");
    CHECK(r.state == (endless ? "57014" : ""));
    CHECK(r.most <= limit + limit / 10);
  }
}

TEST_CASE("reliability 24: the limit is one statement's, and a transaction outlives what it hit") {
  database db = limited();
  database other = db.connect();
  CHECK(run(other, "SELECT count(DISTINCT i) FROM generate_series(1, 2000000) AS s (i)")
            .state.empty());
  db.execute("BEGIN; INSERT INTO sink VALUES (1, 'one'); SAVEPOINT s");
  CHECK(run(db, "SELECT count(DISTINCT i * 7) FROM generate_series(1, 100000000) AS s (i)").state ==
        "53200");
  CHECK(run(db, "SELECT 1").state == "25P02");
  db.execute("ROLLBACK TO s; COMMIT");
  CHECK(answer(db, "SELECT * FROM sink") == "1|one|\n");
  // Raised, the same statement works.
  db.execute("SET query_memory_limit = 0");
  CHECK(run(db, "SELECT count(DISTINCT i * 7) FROM generate_series(1, 4000000) AS s (i)")
            .state.empty());
}

TEST_CASE("query_memory_limit is a size with a unit") {
  database db = helios::open(":memory:");
  CHECK(answer(db, "SHOW query_memory_limit") == "2GB|\n");
  auto const set = [&](std::string const& to) {
    db.execute("SET query_memory_limit = " + to);
    return answer(db, "SHOW query_memory_limit");
  };
  CHECK(set("'512 MB'") == "512MB|\n");
  CHECK(set("'1536kB'") == "1536kB|\n");
  CHECK(set("1048576") == "1MB|\n");
  CHECK(set("1000") == "1000B|\n");
  CHECK(set("0") == "0|\n");
  for (char const* const wrong : {"'12 parsecs'", "'-1'", "'MB'", "'99999999999TB'"})
    CHECK(test::state_of([&] { return set(wrong); }) == "22023");
}
