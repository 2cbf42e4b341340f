// An INSERT that a transaction repeats takes a shorter way (session_state::repeat_last). Whatever
// comes between two of them, it does what the long way does.
#include <helios/helios.hpp>

#include <tests/support/forked_child.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace helios::test {

namespace {

database with_table(char const* columns = "k INT PRIMARY KEY, v TEXT") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (" + std::string(columns) + ")");
  return db;
}

std::string rows(executor& in, char const* sql = "SELECT * FROM t ORDER BY 1") {
  std::string all;
  for (row const& r : in.query(sql)) {
    for (std::size_t i = 0; i != r.size(); ++i)
      all += (i == 0 ? "" : ",") + std::string(r[i].text());
    all += ' ';
  }
  return all;
}

template <class F>
void check_refused(F&& f, sqlstate_code code, std::string const& words) {
  auto const thrown = thrown_by([&] { return f(), 0; });
  REQUIRE(thrown);
  CHECK(thrown->code() == code);
  CHECK_THAT(thrown->message(), Catch::Contains(words));
}

}  // namespace

TEST_CASE("a repeated INSERT takes new parameters, NULLs and other types") {
  database db = with_table();
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, $2)");
  CHECK(insert.execute(1, "a") == 1);
  CHECK(insert.execute(2, "b") == 1);
  CHECK(insert.execute(3, nullptr) == 1);
  CHECK(insert.execute(4, "a text that is too long for the value itself to hold it") == 1);
  CHECK(insert.execute(std::string("5"), "e") == 1);
  CHECK(insert.execute(std::int16_t{6}, "f") == 1);
  db.execute("COMMIT");
  CHECK(rows(db) ==
        "1,a 2,b 3, 4,a text that is too long for the value itself to hold it 5,e 6,f ");
}

TEST_CASE("a repeated INSERT says what it did") {
  database db = with_table();
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, 'x'), ($1 + 1, 'y')");
  for (int i = 0; i != 3; ++i) {
    types::value const parameter(static_cast<std::int64_t>(10 * i));
    result const r = insert.run({&parameter, 1});
    CHECK(r.tag() == "INSERT 0 2");
    CHECK(r.rows_affected() == 2);
  }
  CHECK(rows(db, "SELECT count(*) FROM t") == "6 ");
}

TEST_CASE("a repeated INSERT that fails takes back its rows and fails the transaction") {
  database db = with_table();
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, 'x'), ($2, 'y')");
  insert.execute(1, 2);
  insert.execute(3, 4);
  db.execute("SAVEPOINT s");
  insert.execute(5, 6);
  insert.execute(7, 8);
  check_refused([&] { insert.execute(9, 1); }, errc::unique_violation, "duplicate key");
  check_refused([&] { insert.execute(11, 12); }, errc::in_failed_sql_transaction, "aborted");
  db.execute("ROLLBACK TO s");
  CHECK(rows(db) == "1,x 2,y 3,x 4,y ");
  insert.execute(5, 6);
  insert.execute(7, 8);
  db.execute("COMMIT");
  CHECK(rows(db) == "1,x 2,y 3,x 4,y 5,x 6,y 7,x 8,y ");
}

TEST_CASE("between two of a repeated INSERT its table may change") {
  database db = with_table();
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t (k, v) VALUES ($1, $2)");
  insert.execute(1, "a");
  insert.execute(2, "b");
  db.execute("ALTER TABLE t ADD COLUMN w INT DEFAULT 7");
  insert.execute(3, "c");
  insert.execute(4, "d");
  db.execute("CREATE UNIQUE INDEX ON t (v)");
  insert.execute(5, "e");
  check_refused([&] { insert.execute(6, "e"); }, errc::unique_violation, "t_v_idx");
  db.execute("ROLLBACK");
  db.execute("BEGIN");
  insert.execute(1, "a");
  insert.execute(2, "a");
  db.execute("DROP TABLE t; CREATE TABLE t (v TEXT, k TEXT)");
  insert.execute(3, "c");
  insert.execute(4, "d");
  db.execute("COMMIT");
  CHECK(rows(db) == "c,3 d,4 ");
}

TEST_CASE("a repeated INSERT is checked as it would be alone") {
  database db = with_table(
      "k SERIAL PRIMARY KEY, v VARCHAR(3) NOT NULL, w INT CHECK (w > 0), x INT DEFAULT 5,"
      " y INT GENERATED ALWAYS AS (w * 2) STORED");
  db.execute("CREATE TABLE child (k INT PRIMARY KEY, t INT REFERENCES t)");
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t (v, w) VALUES ($1, $2)");
  insert.execute("a", 1);
  insert.execute("b", 2);
  CHECK(rows(db) == "1,a,1,5,2 2,b,2,5,4 ");
  insert.execute("c", 3);
  db.execute("SAVEPOINT s");
  insert.execute("d", 4);
  check_refused([&] { insert.execute("long", 1); }, errc::string_data_right_truncation,
                "varying(3)");
  db.execute("ROLLBACK TO s");
  insert.execute("d", 4);
  check_refused([&] { insert.execute("e", -1); }, errc::check_violation, "t_w_check");
  db.execute("ROLLBACK TO s");
  insert.execute("d", 4);
  check_refused([&] { insert.execute(nullptr, 1); }, errc::not_null_violation, "\"v\"");
  db.execute("ROLLBACK TO s");
  statement child = db.prepare("INSERT INTO child VALUES ($1, $2)");
  child.execute(1, 1);
  child.execute(2, 3);
  check_refused([&] { child.execute(3, 99); }, errc::foreign_key_violation, "child_t_fkey");
  db.execute("ROLLBACK TO s; COMMIT");
  CHECK(rows(db, "SELECT k, v FROM t ORDER BY k") == "1,a 2,b 3,c ");
  CHECK(rows(db, "SELECT count(*) FROM child") == "0 ");
}

TEST_CASE("an INSERT is repeated per transaction and per session") {
  database db = with_table();
  statement insert = db.prepare("INSERT INTO t VALUES ($1, $2)");
  database other = db.connect();
  db.execute("BEGIN");
  insert.execute(1, "a");
  insert.execute(2, "b");
  db.execute("ROLLBACK");
  insert.execute(3, "c");  // a transaction of its own
  CHECK(rows(other) == "3,c ");
  db.execute("BEGIN");
  insert.execute(4, "d");
  insert.execute(5, "e");
  CHECK(rows(other) == "3,c ");
  CHECK(rows(db) == "3,c 4,d 5,e ");
  insert.execute(6, "f");
  db.execute("COMMIT");
  CHECK(rows(other) == "3,c 4,d 5,e 6,f ");
}

TEST_CASE("a session that goes away amid repeated INSERTs rolls back and lets go of the file") {
  temporary_folder const folder;
  std::string const path = folder.path() + "a.helios";
  open(path).execute("CREATE TABLE t (k INT PRIMARY KEY, v TEXT)");
  {
    database db = open(path);
    db.execute("BEGIN");
    statement insert = db.prepare("INSERT INTO t VALUES ($1, $2)");
    insert.execute(1, "a");
    insert.execute(2, "b");
  }
  // A writer that is still there would keep another process from writing.
  int const child = in_forked_child(
      [&] { return open(path).execute("INSERT INTO t VALUES (1, 'a')") == 1 ? 0 : 1; });
  CHECK(child == 0);
  database db = open(path);
  CHECK(rows(db) == "1,a ");
}

TEST_CASE("a stream that is open sees nothing of repeated INSERTs") {
  database db = with_table();
  db.execute("INSERT INTO t SELECT i, 'old' FROM generate_series(1, 5000) AS g(i)");
  db.execute("BEGIN");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, $2)");
  insert.execute(10'001, "a");
  std::int64_t seen = 0;
  int next = 10'002;
  for (row const& r : db.query("SELECT k FROM t")) {
    static_cast<void>(r);
    ++seen;
    if (seen % 100 == 0) insert.execute(next++, "new");
  }
  CHECK(seen == 5'001);
  db.execute("COMMIT");
  CHECK(rows(db, "SELECT count(*) FROM t") == "5051 ");
}

}  // namespace helios::test
