// A statement is bound to the branch and the time it reads, each time it runs.
#include <helios/api/database.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace helios;

namespace {

/// Names of a result's columns, then its rows.
std::string shown(result rows) {
  std::string out;
  for (result_column const& c : rows.columns()) out += (out.empty() ? "" : ",") + c.name;
  for (row const& r : rows) {
    out += ';';
    for (std::size_t i = 0; i != r.size(); ++i)
      out += (i == 0 ? "" : ",") + (r[i].is_null() ? "null" : r[i].text());
  }
  return out;
}

}  // namespace

TEST_CASE("review A23: a prepared text is planned for the branch it runs on") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (a INT PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'x')");
  statement all = db.prepare("SELECT * FROM t ORDER BY a");
  CHECK(shown(all.query()) == "a,b;1,x");
  db.execute("CREATE BRANCH dev; USE BRANCH dev; ALTER TABLE t DROP COLUMN b");
  db.execute("ALTER TABLE t ADD COLUMN c INT DEFAULT 7; INSERT INTO t VALUES (2, 8)");
  CHECK(shown(all.query()) == "a,c;1,7;2,8");
  db.execute("USE BRANCH main");
  CHECK(shown(all.query()) == "a,b;1,x");
}

TEST_CASE("review A23: a moment is evaluated first, since it chooses the schema") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (a INT PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'x')");
  db.execute("CREATE VIEW v AS SELECT a, b FROM t");
  auto const before = static_cast<std::int64_t>(db.newest());
  db.execute("DROP VIEW v; ALTER TABLE t RENAME COLUMN b TO name; UPDATE t SET name = 'y'");
  db.execute("CREATE VIEW v AS SELECT name FROM t");
  auto const after = static_cast<std::int64_t>(db.newest());
  for (char const* const sql : {"SELECT * FROM v AS OF SCN $1", "SELECT * FROM t AS OF SCN $1"}) {
    bool const view = sql[14] == 'v';
    statement then = db.prepare(sql);
    for (int round = 0; round != 2; ++round) {
      CHECK(shown(then.query(before)) == "a,b;1,x");
      CHECK(shown(then.query(after)) == (view ? "name;y" : "a,name;1,y"));
    }
  }
  db.execute("CREATE TABLE moments (name TEXT PRIMARY KEY, at BIGINT)");
  db.execute("INSERT INTO moments VALUES ('before', $1)", before);
  CHECK(shown(db.query("SELECT * FROM v AS OF SCN (SELECT at FROM moments)")) == "a,b;1,x");
}
