// A statement outside a transaction is one of its own, made of the memory of the last one's
// (session_state::idle_unit). Whatever came between, it does what one made anew does.
#include <helios/helios.hpp>

#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace helios::test {

namespace {

std::string rows(executor& in, char const* sql) {
  std::string all;
  for (row const& r : in.query(sql)) {
    for (std::size_t i = 0; i != r.size(); ++i)
      all += (i == 0 ? "" : ",") + std::string(r[i].text());
    all += ' ';
  }
  return all;
}

}  // namespace

TEST_CASE("a statement alone finds the table as it was changed since the last one") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT)");
  statement insert = db.prepare("INSERT INTO t (k, v) VALUES ($1, $2)");
  statement update = db.prepare("UPDATE t SET v = $1 WHERE k = $2");
  insert.execute(1, 10);
  CHECK(update.execute(11, 1) == 1);
  db.execute("ALTER TABLE t ADD COLUMN w INT DEFAULT 7");
  insert.execute(2, 20);
  CHECK(update.execute(21, 2) == 1);
  CHECK(rows(db, "SELECT * FROM t ORDER BY k") == "1,11,7 2,21,7 ");
  db.execute("ALTER TABLE t ADD CHECK (v < 100)");
  CHECK(state_of([&] { update.execute(100, 1); }) == "23514");
  CHECK(update.execute(99, 1) == 1);
  db.execute("TRUNCATE t");
  CHECK(update.execute(1, 1) == 0);
  insert.execute(1, 1);
  db.execute("CREATE UNIQUE INDEX u ON t (v)");
  insert.execute(2, 2);
  CHECK(state_of([&] { insert.execute(3, 2); }) == "23505");
  CHECK(update.execute(3, 2) == 1);
  CHECK(rows(db, "SELECT k FROM t WHERE v = 3") == "2 ");
  db.execute("DROP TABLE t");
  CHECK(state_of([&] { insert.execute(1, 1); }) == "42P01");
  db.execute("CREATE TABLE t (v INT, k INT)");
  insert.execute(1, 2);
  CHECK(rows(db, "SELECT v, k FROM t") == "2,1 ");
}

TEST_CASE("a statement alone asks those who reference its table now") {
  database db = open(":memory:");
  db.execute("CREATE TABLE p (k INT PRIMARY KEY)");
  db.execute("CREATE TABLE c (k INT PRIMARY KEY, p INT)");
  db.execute("INSERT INTO p VALUES (1), (2), (3), (4)");
  statement erase = db.prepare("DELETE FROM p WHERE k = $1");
  CHECK(erase.execute(4) == 1);
  db.execute("ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p");
  db.execute("INSERT INTO c VALUES (1, 1), (2, 2), (3, 3)");
  CHECK(state_of([&] { erase.execute(1); }) == "23503");
  db.execute("ALTER TABLE c DROP CONSTRAINT f");
  db.execute("ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p ON DELETE CASCADE");
  CHECK(erase.execute(1) == 1);
  CHECK(rows(db, "SELECT k FROM c ORDER BY k") == "2 3 ");
  // The referencing table is another one behind the same name of the key.
  db.execute("TRUNCATE c");
  db.execute("INSERT INTO c VALUES (7, 2)");
  CHECK(erase.execute(2) == 1);
  CHECK(rows(db, "SELECT count(*) FROM c") == "0 ");
}

TEST_CASE("a statement alone that fails leaves nothing to the next") {
  database db = open(":memory:");
  db.execute("CREATE TABLE p (k INT PRIMARY KEY)");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY, p INT REFERENCES p)");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, $2), ($1 + 1, NULL)");
  insert.execute(1, nullptr);
  CHECK(state_of([&] { insert.execute(3, 1); }) == "23503");
  CHECK(state_of([&] { insert.execute(2, nullptr); }) == "23505");
  insert.execute(5, nullptr);
  CHECK(rows(db, "SELECT k FROM t ORDER BY k") == "1 2 5 6 ");
}

TEST_CASE("a statement alone is as isolated as its session says now") {
  temporary_folder folder;
  database one = open(folder.path() + "t.helios");
  one.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT)");
  one.execute("INSERT INTO t VALUES (1, 1)");
  database two = one.connect();
  for (char const* level : {"serializable", "repeatable read", "serializable"}) {
    one.execute("SET default_transaction_isolation = '" + std::string(level) + "'");
    for (int i = 0; i != 3; ++i) {
      CHECK(one.execute("UPDATE t SET v = v + 1 WHERE k = 1") == 1);
      CHECK(two.execute("UPDATE t SET v = v + 1 WHERE k = 1") == 1);
    }
  }
  CHECK(rows(one, "SELECT v FROM t") == "19 ");
  CHECK(rows(two, "SELECT v FROM t") == "19 ");
}

TEST_CASE("statements alone on one branch and then on another") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT)");
  db.execute("INSERT INTO t VALUES (1, 1)");
  db.execute("CREATE BRANCH dev");
  statement update = db.prepare("UPDATE t SET v = v + $1 WHERE k = 1");
  update.execute(1);
  db.execute("USE BRANCH dev");
  update.execute(10);
  db.execute("ALTER TABLE t ADD COLUMN w INT DEFAULT 5");
  update.execute(10);
  CHECK(rows(db, "SELECT * FROM t") == "1,21,5 ");
  db.execute("USE BRANCH main");
  update.execute(1);
  CHECK(rows(db, "SELECT * FROM t") == "1,3 ");
}

TEST_CASE("between statements a session holds no state of the database") {
  temporary_folder folder;
  database db = open(folder.path() + "t.helios");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY, v TEXT)");
  statement insert = db.prepare("INSERT INTO t VALUES ($1, repeat('x', 5000))");
  for (int i = 0; i != 20; ++i) insert.execute(i);
  db.execute("VACUUM");  // another file: who began in the old one would take its long values along
  for (int i = 20; i != 40; ++i) insert.execute(i);
  CHECK(rows(db, "SELECT count(*), sum(length(v)) FROM t") == "40,200000 ");
  database other = db.connect();
  CHECK(rows(other, "SELECT count(*) FROM t") == "40 ");
}

TEST_CASE("an UPDATE that meets rows more than once changes each once") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT)");
  db.execute("CREATE TABLE s (k INT, d INT)");
  db.execute("INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)");
  db.execute("INSERT INTO s VALUES (1, 1), (1, 1), (2, 1), (2, 1), (1, 1)");
  CHECK(db.execute("UPDATE t SET v = v + d FROM s WHERE t.k = s.k") == 2);
  CHECK(rows(db, "SELECT v FROM t ORDER BY k") == "1 1 0 ");
  CHECK(state_of([&] {
          db.execute("INSERT INTO t VALUES (1, 5), (1, 6) ON CONFLICT (k) DO UPDATE SET v = 7");
        }) == "21000");
  CHECK(rows(db, "SELECT v FROM t ORDER BY k") == "1 1 0 ");
}

TEST_CASE("a plan that read another branch is made again") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (k INT PRIMARY KEY)");
  db.execute("CREATE BRANCH dev");
  database dev = db.connect({.branch = "dev"});
  statement count = db.prepare("SELECT count(*) FROM dev.t");
  for (int i = 0; i != 3; ++i) {
    CHECK(count.query_value<std::int64_t>() == i);
    dev.execute("INSERT INTO t VALUES (" + std::to_string(i) + ")");
  }
}

TEST_CASE("a tag is read as often as one likes") {
  database db = open(":memory:");
  result const made = db.query("CREATE TABLE t (k INT)");
  CHECK(made.tag() == "CREATE TABLE");
  result const inserted = db.query("INSERT INTO t VALUES (1), (2)");
  std::string const& first = inserted.tag();
  CHECK(first == "INSERT 0 2");
  CHECK(&inserted.tag() == &first);
  CHECK(db.query("UPDATE t SET k = 3").tag() == "UPDATE 2");
  CHECK(db.query("DELETE FROM t").tag() == "DELETE 2");
  CHECK(db.query("ALTER TABLE t ADD COLUMN v INT").tag() == "ALTER TABLE");
}

}  // namespace helios::test
