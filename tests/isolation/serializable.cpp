// tests/isolation/serializable.cpp -- what SERIALIZABLE takes for read: by keys, indexes, views,
// subqueries, constraints and names; and what it lets pass.

#include <helios/helios.hpp>

#include <tests/isolation/script.hpp>
#include <tests/support/random.hpp>

#include <string>

using namespace helios;
using namespace helios::test;

namespace {

constexpr char const* doctors =
    "CREATE TABLE doctors (name text PRIMARY KEY, ward int, on_call bool);"
    "CREATE INDEX by_ward ON doctors (ward);"
    "INSERT INTO doctors VALUES ('Alice', 1, true), ('Bob', 1, true), ('Carol', 2, true)";
constexpr char const* parents =
    "CREATE TABLE parents (id int PRIMARY KEY, name text);"
    "CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents);"
    "CREATE TABLE log (id int PRIMARY KEY, what text);"
    "INSERT INTO parents VALUES (1, 'one'), (2, 'two'); INSERT INTO children VALUES (1, 1)";
constexpr char const* many =
    "CREATE TABLE t (id int PRIMARY KEY, g int, n int); CREATE INDEX by_g ON t (g);"
    "CREATE TABLE u (id int PRIMARY KEY, n int);"
    "INSERT INTO t SELECT i, i / 10, 0 FROM generate_series(1, 1000) AS s(i);"
    "INSERT INTO u SELECT i, 0 FROM generate_series(1, 10) AS s(i)";

constexpr script refused[] = {
    {"two doctors", doctors, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT count(*) FROM doctors WHERE on_call AND ward = 1 -> 2
      2: SELECT count(*) FROM doctors WHERE on_call AND ward = 1 -> 2
      1: UPDATE doctors SET on_call = false WHERE name = 'Alice'
      2: UPDATE doctors SET on_call = false WHERE name = 'Bob'
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT || 40001
      2: SELECT count(*) FROM doctors WHERE on_call AND ward = 1 -> 0 || 1)"},
    {"through a view and a subquery", doctors, R"(
      0: CREATE VIEW ready AS SELECT ward, count(*) AS n FROM doctors WHERE on_call GROUP BY 1
      1: BEGIN
      2: BEGIN
      1: UPDATE doctors SET ward = 3 WHERE name = 'Alice' AND 1 < (SELECT max(n) FROM ready)
      2: DELETE FROM doctors WHERE name = 'Bob' AND EXISTS (SELECT FROM ready WHERE n = 2)
      2: COMMIT -> COMMIT
      1: COMMIT -> COMMIT || 40001)"},
    {"a predicate on an index: a phantom", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM t WHERE g = 7 -> 10
      2: INSERT INTO t VALUES (2000, 7, 0)
      1: UPDATE u SET n = 10 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"a predicate on an index: a row that leaves it", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM t WHERE g = 7 -> 10
      2: UPDATE t SET g = 8 WHERE id = 71
      1: UPDATE u SET n = 10 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"a row found by an index, whose entry stays", many, R"(
      1: BEGIN
      1: SELECT sum(n) FROM t WHERE g = 7 -> 0
      2: UPDATE t SET n = 5 WHERE id = 71
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"an aggregate over an empty range", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM t WHERE id BETWEEN 5000 AND 6000 -> 0
      2: INSERT INTO t VALUES (5500, 0, 0)
      1: INSERT INTO t VALUES (7000, 0, 0)
      1: COMMIT -> COMMIT || 40001)"},
    {"a key that is not there", many, R"(
      1: BEGIN
      1: SELECT n FROM t WHERE id = 5000 -> none
      2: INSERT INTO t VALUES (5000, 0, 0)
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"a table that is empty", many, R"(
      0: CREATE TABLE nothing (id int PRIMARY KEY)
      1: BEGIN
      1: SELECT count(*) FROM nothing -> 0
      2: INSERT INTO nothing VALUES (1)
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"rows of a join's other side", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM u JOIN t ON t.id = u.id WHERE u.id < 4 -> 3
      2: DELETE FROM t WHERE id = 3
      1: UPDATE u SET n = 1 WHERE id = 9
      1: COMMIT -> COMMIT || 40001)"},
    {"rows that INSERT .. SELECT and UPDATE .. FROM read", many, R"(
      1: BEGIN
      2: BEGIN
      1: INSERT INTO u SELECT 100, count(*) FROM t WHERE g = 3 -> INSERT 0 1
      2: UPDATE t SET n = u.n + 1 FROM u WHERE u.id = 100 AND t.id = 31 -> UPDATE 0
      2: UPDATE t SET g = 3 WHERE id = 1
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT || 40001)"},
    {"a row that made ON CONFLICT do nothing", many, R"(
      1: BEGIN
      1: INSERT INTO t VALUES (1, 0, 0) ON CONFLICT DO NOTHING -> INSERT 0 0
      2: DELETE FROM t WHERE id = 1
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"a key that an error told of", many, R"(
      1: BEGIN
      1: SAVEPOINT a
      1: INSERT INTO t VALUES (1, 0, 0) -> 23505
      1: ROLLBACK TO a
      2: DELETE FROM t WHERE id = 1
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"a missing parent that an error told of", parents, R"(
      1: BEGIN
      1: SAVEPOINT a
      1: INSERT INTO children VALUES (2, 3) -> 23503
      1: ROLLBACK TO a
      1: INSERT INTO log VALUES (1, 'no parent')
      2: INSERT INTO parents VALUES (3, 'three')
      1: COMMIT -> COMMIT || 40001)"},
    {"children that an error told of", parents, R"(
      1: BEGIN
      1: SAVEPOINT a
      1: DELETE FROM parents WHERE id = 1 -> 23503
      1: ROLLBACK TO a
      1: INSERT INTO log VALUES (1, 'has children')
      2: DELETE FROM children
      1: COMMIT -> COMMIT || 40001)"},
    {"what was read before going back to a savepoint", many, R"(
      1: BEGIN
      1: SAVEPOINT a
      1: SELECT n FROM t WHERE id = 1 -> 0
      1: ROLLBACK TO a
      2: UPDATE t SET n = 1 WHERE id = 1
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"TRUNCATE reads what it empties", many, R"(
      1: BEGIN
      1: TRUNCATE u
      2: INSERT INTO u VALUES (11, 1)
      1: COMMIT -> COMMIT || 40001)"},
    {"what a name means", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM u -> 10
      2: ALTER TABLE t RENAME TO other
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"now, by the name of its commit", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM u AS OF NOW -> 10
      2: INSERT INTO u VALUES (11, 1)
      1: UPDATE t SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"the read-only transaction's anomaly", many, R"(
      -- a deposit that a report has seen, and a withdrawal that has not
      1: BEGIN
      1: SELECT sum(n) FROM u WHERE id IN (1, 2) -> 0
      2: UPDATE u SET n = n + 20 WHERE id = 2
      3: BEGIN
      3: SELECT sum(n) FROM u WHERE id IN (1, 2) -> 20
      3: COMMIT -> COMMIT
      1: UPDATE u SET n = n - 11 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
};

constexpr script passed[] = {
    {"other rows of the same table", many, R"(
      1: BEGIN
      1: SELECT n FROM t WHERE id = 1 -> 0
      1: SELECT count(*) FROM t WHERE id BETWEEN 100 AND 200 -> 101
      2: UPDATE t SET n = 1 WHERE id IN (2, 99, 201)
      1: UPDATE t SET n = 1 WHERE id = 500
      1: COMMIT -> COMMIT)"},
    {"other entries of the same index", many, R"(
      1: BEGIN
      1: SELECT count(*) FROM t WHERE g = 7 -> 10
      2: UPDATE t SET g = 9 WHERE g = 8
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT)"},
    {"a row that was written anew with what it held", many, R"(
      1: BEGIN
      1: SELECT n FROM t WHERE id = 1 -> 0
      2: UPDATE t SET n = 0 WHERE id = 1
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT)"},
    {"who only reads", many, R"(
      1: BEGIN
      1: SELECT sum(n) FROM t -> 0
      2: UPDATE t SET n = 1
      1: SELECT sum(n) FROM t -> 0
      1: COMMIT -> COMMIT)"},
    {"the past", many, R"(
      0: UPDATE u SET n = 1 WHERE id = 10
      1: BEGIN
      1: SELECT count(*) FROM u AS OF SCN 6 -> 10
      2: INSERT INTO u VALUES (11, 1)
      1: UPDATE t SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT)"},
    {"children of one parent", parents, R"(
      1: BEGIN
      2: BEGIN
      1: INSERT INTO children VALUES (2, 2)
      2: INSERT INTO children VALUES (3, 2)
      0: INSERT INTO parents VALUES (3, 'three')
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT)"},
    {"a sequence's values", many, R"(
      0: CREATE SEQUENCE s
      1: BEGIN
      1: SELECT nextval('s') > 0 -> t
      2: SELECT nextval('s') > 0 -> t
      1: UPDATE u SET n = 1 WHERE id = 1
      1: COMMIT -> COMMIT)"},
    {"a table that it made itself", many, R"(
      1: BEGIN
      1: CREATE TABLE own (id int PRIMARY KEY)
      1: SELECT count(*) FROM own -> 0
      1: INSERT INTO own VALUES (1)
      1: SELECT count(*) FROM own -> 1
      2: UPDATE t SET n = 1
      1: COMMIT -> COMMIT)"},
};

constexpr script constraints[] = {
    {"an orphan", parents, R"(
      1: BEGIN
      1: INSERT INTO children VALUES (2, 2) -> INSERT 0 1
      2: DELETE FROM parents WHERE id = 2 -> DELETE 1
      1: COMMIT -> 23503)"},
    {"a parent that went while a child came", parents, R"(
      1: BEGIN
      1: DELETE FROM parents WHERE id = 2 -> DELETE 1
      2: INSERT INTO children VALUES (2, 2) -> INSERT 0 1
      1: COMMIT -> 23503)"},
    {"one unique value twice", parents, R"(
      0: CREATE UNIQUE INDEX one_name ON parents (name)
      1: BEGIN
      1: INSERT INTO parents VALUES (5, 'five') -> INSERT 0 1
      2: INSERT INTO parents VALUES (6, 'five') -> INSERT 0 1
      1: COMMIT -> 40001)"},
};

}  // namespace

TEST_CASE("SERIALIZABLE refuses whoever read what another changed first", "[isolation]") {
  for (script const& s : refused) {
    play(s, false);
    play(s, true);
  }
}

TEST_CASE("SERIALIZABLE lets pass what did not meet", "[isolation]") {
  for (script const& s : passed) {
    play(s, false);
    play(s, true);
  }
}

TEST_CASE("constraints hold at both levels, whoever came first", "[isolation]") {
  for (script const& s : constraints) {
    play(s, false);
    play(s, true);
  }
}

TEST_CASE("a transaction's level: asked for, by default, shown, kept by CHAIN", "[isolation]") {
  session_fixture db(many);
  CHECK(db("SHOW transaction_isolation") == "repeatable read");
  CHECK(db("BEGIN; SHOW transaction_isolation") == "repeatable read");
  CHECK(db("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SHOW transaction_isolation") ==
        "serializable");
  CHECK(db("COMMIT AND CHAIN; SHOW transaction_isolation") == "serializable");
  CHECK(db("SELECT 1; SET TRANSACTION ISOLATION LEVEL READ COMMITTED").starts_with("25001"));
  CHECK(db("ROLLBACK; SHOW transaction_isolation") == "repeatable read");
  CHECK(db("SET default_transaction_isolation = 'serializable'; SHOW transaction_isolation") ==
        "serializable");
  CHECK(db("BEGIN ISOLATION LEVEL READ COMMITTED; SHOW transaction_isolation") ==
        "repeatable read");
  CHECK(db("ROLLBACK; SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;"
           "SHOW default_transaction_isolation") == "repeatable read");
  CHECK(db("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;"
           "BEGIN; SHOW transaction_isolation") == "serializable");
  CHECK(db("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SHOW transaction_isolation") ==
        "repeatable read");
  CHECK(db("ROLLBACK; SET default_transaction_isolation = 'chaos'").starts_with("22023"));
}

TEST_CASE("a program begins a serializable transaction, and runs one again", "[isolation]") {
  database one = open(":memory:");
  one.execute("CREATE TABLE t (id int PRIMARY KEY, n int)");
  one.execute("INSERT INTO t VALUES (1, 0), (2, 0)");
  database other = one.connect();
  auto const spend = [](auto& in, int from) {
    auto const sum = in.template query_value<std::int64_t>("SELECT sum(n) FROM t");
    if (sum >= 0) in.execute("UPDATE t SET n = n - 1 WHERE id = $1", from);
  };
  transaction mine = one.begin(isolation_level::serializable);
  spend(mine, 1);
  int runs = 0;
  other.transaction(
      [&](transaction& tx) {
        spend(tx, 2);
        if (++runs == 1) mine.commit();
      },
      {.retries = 3, .isolation = isolation_level::serializable});
  CHECK(runs == 2);
  CHECK(one.query_value<int>("SELECT n FROM t WHERE id = 2") == 0);
  CHECK(one.try_begin(isolation_level::repeatable_read).has_value());

  one.execute("UPDATE t SET n = 1");
  transaction late = one.begin(isolation_level::serializable);
  spend(late, 1);
  other.execute("UPDATE t SET n = 5 WHERE id = 2");
  auto const lost = late.try_commit();
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().message() ==
        "could not serialize access due to read/write dependencies among transactions");
  CHECK(lost.error().detail() ==
        "A concurrent transaction changed rows that this one has read.");
  CHECK(lost.error().hint() == "Run the transaction again.");
}

TEST_CASE("long lists of what was read are joined: conflicts may be seen, none is missed",
          "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  session_fixture db(
      "CREATE TABLE t (id text PRIMARY KEY, n int);"
      "INSERT INTO t SELECT 'k' || i, 0 FROM generate_series(1, 40000) AS s(i);"
      "CREATE TABLE u (id int PRIMARY KEY)");
  api::session other(db.db);
  api::statement_ptr const look = api::parse("SELECT n FROM t WHERE id = $1").at(0);
  for (int const i : {0, 1}) {
    CHECK(db("BEGIN ISOLATION LEVEL SERIALIZABLE") == "BEGIN");
    std::string one;
    for (std::size_t k = 0; k != 2 * history::read_set::most_ranges; ++k) {
      // Odd keys, in no order.
      std::string const key = "k" + std::to_string(k * 7919 % 20000 * 2 + 1);
      static_cast<void>(text_of(db.own->run(look, {{types::value::text(key)}})));
      if (one.empty() || random.below(k + 1) == 0) one = key;
    }
    CHECK(run(other, "INSERT INTO t VALUES ('" + (i == 0 ? one : "zz") +
                         "', 1) ON CONFLICT (id) DO UPDATE SET n = 7") == "INSERT 0 1");
    CHECK(db("INSERT INTO u VALUES (" + std::to_string(i) + ")") == "INSERT 0 1");
    CHECK(db("COMMIT").substr(0, 5) == (i == 0 ? "40001" : "COMMI"));
  }
}
