#include <helios/api/session.hpp>

#include <tests/api/session_fixture.hpp>

#include <thread>

using namespace helios;
using namespace helios::test;

namespace {
std::string const aborted =
    "25P02 current transaction is aborted, commands ignored until end of transaction block";
}

TEST_CASE("transactions are seen when they commit, whole") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY)");
  api::session other(db.db);
  CHECK(db("BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)") == "INSERT 0 1");
  CHECK(db("SELECT count(*) FROM t") == "2");
  CHECK(run(other, "SELECT count(*) FROM t") == "0");
  CHECK(db.own->status() == api::transaction_status::active);
  SECTION("commit") {
    CHECK(db("COMMIT") == "COMMIT");
    CHECK(run(other, "SELECT count(*) FROM t") == "2");
  }
  SECTION("rollback") {
    CHECK(db("ROLLBACK") == "ROLLBACK");
    CHECK(db("SELECT count(*) FROM t") == "0");
  }
  SECTION("a session's end rolls back") {
    db.own.reset();
    CHECK(run(other, "SELECT count(*) FROM t") == "0");
  }
  SECTION("a failed statement leaves nothing of its own; then only the end is heard") {
    CHECK(db("INSERT INTO t VALUES (3), (1)") ==
          "23505 duplicate key value violates unique constraint \"t_pkey\"");
    CHECK(db.own->status() == api::transaction_status::failed);
    CHECK(db("SELECT 1") == aborted);
    CHECK(db("SAVEPOINT s") == aborted);
    CHECK(db("COMMIT") == "ROLLBACK");
    CHECK(db("SELECT count(*) FROM t") == "0");
  }
  SECTION("a transaction reads its snapshot") {
    CHECK(run(other, "INSERT INTO t VALUES (9)") == "INSERT 0 1");
    CHECK(db("SELECT count(*) FROM t") == "2");
    CHECK(db("COMMIT; SELECT count(*) FROM t") == "3");
  }
  SECTION("AND CHAIN begins the next one") {
    CHECK(db("COMMIT AND CHAIN") == "COMMIT");
    CHECK(db.own->status() == api::transaction_status::active);
    CHECK(db("DELETE FROM t; ROLLBACK; SELECT count(*) FROM t") == "2");
  }
}

TEST_CASE("savepoints") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY)");
  CHECK(db("SAVEPOINT a") == "25P01 SAVEPOINT can only be used in transaction blocks");
  CHECK(db("BEGIN; INSERT INTO t VALUES (1); SAVEPOINT a; INSERT INTO t VALUES (2);"
           "SAVEPOINT b; INSERT INTO t VALUES (3)") == "INSERT 0 1");
  SECTION("back to the outer one, twice") {
    CHECK(db("ROLLBACK TO a; SELECT id FROM t") == "1");
    CHECK(db("INSERT INTO t VALUES (4); ROLLBACK TO a; SELECT id FROM t") == "1");
    CHECK(db("ROLLBACK TO b") == "3B001 savepoint \"b\" does not exist");
    CHECK(db("ROLLBACK TO a; COMMIT; SELECT id FROM t") == "1");
  }
  SECTION("out of failure") {
    CHECK(db("INSERT INTO t VALUES (1)").starts_with("23505"));
    CHECK(db("SELECT 1") == aborted);
    CHECK(db("ROLLBACK TO SAVEPOINT b; SELECT id FROM t") == "1, 2");
    CHECK(db("COMMIT; SELECT id FROM t") == "1, 2");
  }
  SECTION("released") {
    CHECK(db("RELEASE a") == "RELEASE");
    CHECK(db("ROLLBACK TO b") == "3B001 savepoint \"b\" does not exist");
    CHECK(db("COMMIT") == "ROLLBACK");
  }
  SECTION("a table made since is gone") {
    CHECK(db("CREATE TABLE u (a int); INSERT INTO u VALUES (1); ROLLBACK TO b; SELECT * FROM u") ==
          "42P01 relation \"u\" does not exist");
  }
}

TEST_CASE("where PostgreSQL warns, a notice says so") {
  session_fixture db;
  auto const warning = [&](std::string_view text) {
    api::outcome const o = outcome_of(*db.own, text);
    REQUIRE(o.notices.size() == 1);
    CHECK(o.notices[0].warning);
    return o.tag.text() + " " + o.notices[0].sqlstate + " " + o.notices[0].message;
  };
  CHECK(warning("COMMIT") == "COMMIT 25P01 there is no transaction in progress");
  CHECK(warning("ROLLBACK") == "ROLLBACK 25P01 there is no transaction in progress");
  CHECK(warning("SET LOCAL timezone = 'UTC'") ==
        "SET 25P01 SET LOCAL can only be used in transaction blocks");
  CHECK(warning("SET TRANSACTION READ ONLY") ==
        "SET 25P01 SET TRANSACTION can only be used in transaction blocks");
  CHECK(db("COMMIT AND CHAIN") == "25P01 COMMIT AND CHAIN can only be used in transaction blocks");
  CHECK(db("BEGIN") == "BEGIN");
  CHECK(warning("BEGIN") == "BEGIN 25001 there is already a transaction in progress");
}

TEST_CASE("modes of transactions") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY)");
  CHECK(db("BEGIN READ ONLY; INSERT INTO t VALUES (1)") ==
        "25006 cannot execute INSERT in a read-only transaction");
  CHECK(db("ROLLBACK; START TRANSACTION ISOLATION LEVEL REPEATABLE READ; COMMIT") == "COMMIT");
  CHECK(db("BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO t VALUES (7); ROLLBACK") == "ROLLBACK");
  CHECK(db("BEGIN; SET TRANSACTION READ ONLY; CREATE TABLE u (a int)") ==
        "25006 cannot execute CREATE TABLE in a read-only transaction");
  CHECK(db("ROLLBACK; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;"
           "INSERT INTO t VALUES (1)")
            .starts_with("25006"));
  CHECK(db("SHOW transaction_read_only") == "on");
  CHECK(db("BEGIN READ WRITE; INSERT INTO t VALUES (1); COMMIT") == "COMMIT");
  CHECK(db("SET default_transaction_read_only = off; DELETE FROM t") == "DELETE 1");
}

TEST_CASE("of two transactions on one row the second one loses, and is over") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0)");
  api::session other(db.db);
  CHECK(db("BEGIN; UPDATE t SET n = n + 1") == "UPDATE 1");
  CHECK(run(other, "UPDATE t SET n = n + 10") == "UPDATE 1");
  CHECK(db("COMMIT").starts_with("40001"));
  CHECK(db.own->status() == api::transaction_status::idle);
  CHECK(db("SELECT n FROM t") == "10");
}

TEST_CASE("review A13: FOR UPDATE makes a transaction lose to whoever changes the rows first") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (a text);"
      "INSERT INTO t VALUES (1, 0), (2, 0); INSERT INTO u VALUES ('x')");
  api::session other(db.db);
  CHECK(db("BEGIN; SELECT n FROM t WHERE id = 1 FOR UPDATE") == "0");
  CHECK(db("SELECT u.a, t.id FROM u JOIN t ON t.id = 1 ORDER BY 1 LIMIT 1 FOR UPDATE") == "x|1");
  CHECK(db("INSERT INTO t VALUES (3, 3)") == "INSERT 0 1");
  SECTION("another row") {
    CHECK(run(other, "UPDATE t SET n = 1 WHERE id = 2") == "UPDATE 1");
    CHECK(db("COMMIT") == "COMMIT");
  }
  SECTION("the row") {
    CHECK(run(other, "UPDATE t SET n = 1 WHERE id = 1") == "UPDATE 1");
    CHECK(db("COMMIT").starts_with("40001"));
  }
  SECTION("a row without a primary key") {
    CHECK(run(other, "UPDATE u SET a = 'y'") == "UPDATE 1");
    CHECK(db("COMMIT").starts_with("40001"));
  }
  SECTION("groups have no rows to lock") {
    CHECK(db("SELECT count(*) FROM t FOR UPDATE").starts_with("0A000"));
  }
}

TEST_CASE("a statement by itself never loses: eight threads add 1 to one row") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY, n bigint); INSERT INTO t VALUES (1, 0)");
  constexpr int threads = 8, times = 1250;
  std::atomic<int> errors = 0;
  std::vector<std::thread> all;
  for (int i = 0; i != threads; ++i) {
    all.emplace_back([&] {
      api::session s(db.db);
      auto const add = api::parse("UPDATE t SET n = n + 1 WHERE id = 1")[0];
      for (int k = 0; k != times; ++k) {
        try {
          if (s.run(add).rows != 1) ++errors;
        } catch (error const&) {
          ++errors;
        }
      }
    });
  }
  for (std::thread& t : all) t.join();
  CHECK(errors == 0);
  CHECK(db("SELECT n FROM t") == std::to_string(threads * times));
}

TEST_CASE(
    "foreign keys of earlier statements are looked at again after a rollback to a savepoint") {
  session_fixture db(
      "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1);"
      "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p)");
  api::session other(db.db);
  CHECK(db("BEGIN; INSERT INTO c VALUES (1, 1); SAVEPOINT s; INSERT INTO c VALUES (2, 7)")
            .starts_with("23503"));
  CHECK(db("ROLLBACK TO s") == "ROLLBACK");
  CHECK(run(other, "DELETE FROM p") == "DELETE 1");
  CHECK(db("COMMIT").starts_with("23503"));
}

TEST_CASE("a commit says what the settings say, once") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY)");
  CHECK(db("SET helios.commit_message = 'first rows'; SET helios.author = 'Ada';"
           "INSERT INTO t VALUES (1)") == "INSERT 0 1");
  scn const at = db.own->newest();
  CHECK(db("SHOW helios.commit_message") == "");
  CHECK(db("BEGIN; INSERT INTO t VALUES (2); COMMIT") == "COMMIT");
  std::vector<std::string> seen;
  db.db->engine->each_commit(
      history::main_branch, scn{raw(at) - 1}, db.own->newest(),
      [&](history::commit_info const&, storage::commit_record const& r) {
        seen.push_back(std::string(r.author) + ": " + std::string(r.message));
      });
  CHECK(seen == std::vector<std::string>{"Ada: first rows", "Ada: "});
}

TEST_CASE("settings go back with their transaction") {
  session_fixture db;
  CHECK(db("SET application_name = 'a'; BEGIN; SET application_name = 'b'; SAVEPOINT s;"
           "SET application_name = 'c'; ROLLBACK TO s; SHOW application_name") == "b");
  SECTION("rollback") { CHECK(db("ROLLBACK; SHOW application_name") == "a"); }
  SECTION("commit") { CHECK(db("COMMIT; SHOW application_name") == "b"); }
  SECTION("SET LOCAL ends with the transaction") {
    CHECK(db("SET LOCAL application_name = 'd'; SHOW application_name") == "d");
    CHECK(db("COMMIT; SHOW application_name") == "b");
  }
}
