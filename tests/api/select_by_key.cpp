// A query that is the look-up of a row by its whole key runs without operators from its second
// time on (session_state::query_by_key). Whatever has changed meanwhile, it says what they would.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace helios::test {

namespace {

database with_rows() {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n NUMERIC, real DOUBLE PRECISION, u UUID);"
      "INSERT INTO t VALUES (1, 'one', 1.50, 0.5, '00000000-0000-0000-0000-000000000001'),"
      "(2, NULL, NULL, NULL, NULL)");
  return db;
}

/// A statement that has found its way once, and the rows it gives as texts.
class asked {
 public:
  asked(database& in, char const* sql) : query_(in.prepare(sql)) {}
  template <class... As>
  std::string operator()(As const&... key) {
    std::string all;
    for (row const& r : query_.query(key...)) {
      for (std::size_t i = 0; i != r.size(); ++i)
        all += (i == 0 ? "" : ",") + (r[i].is_null() ? "-" : r[i].text());
      all += ' ';
    }
    return all;
  }
  /// The same, once for the plan and then as often as it takes to be quick.
  template <class... As>
  std::string twice(As const&... key) {
    std::string const first = (*this)(key...);
    CHECK((*this)(key...) == first);
    CHECK((*this)(key...) == first);
    return first;
  }

 private:
  statement query_;
};

}  // namespace

TEST_CASE("select by key: columns of every kind, rows that are there and not") {
  database db = with_rows();
  asked all(db, "SELECT * FROM t WHERE id = $1");
  CHECK(all.twice(1) == "1,one,1.50,0.5,00000000-0000-0000-0000-000000000001 ");
  CHECK(all.twice(2) == "2,-,-,-,- ");
  CHECK(all.twice(3).empty());
  asked some(db, "SELECT name AS who, id, name FROM t AS x WHERE $1 = x.id");
  CHECK(some.twice(1) == "one,1,one ");
  statement one = db.prepare("SELECT name AS who FROM t WHERE id = $1");
  CHECK(one.query_value<std::string>(1) == "one");
  CHECK(one.query(1).columns()[0].name == "who");
  CHECK(one.query(1).tag() == "SELECT");
  CHECK_FALSE(one.query_one<std::string>(7));
}

TEST_CASE("select by key: parameters of other types and values") {
  database db = with_rows();
  asked name(db, "SELECT name FROM t WHERE id = $1");
  CHECK(name.twice(1) == "one ");
  CHECK(name.twice(std::int64_t{1}) == "one ");
  CHECK(name.twice(std::int16_t{1}) == "one ");
  CHECK(name.twice(std::int64_t{1} << 40).empty());
  CHECK(name.twice(std::int64_t{(std::int64_t{1} << 32) + 1}).empty());
  CHECK(name.twice(1.0) == "one ");
  CHECK(name.twice(1.5).empty());
  CHECK(name.twice("1") == "one ");
  CHECK(name.twice(std::optional<int>()).empty());
  CHECK(name.twice(1) == "one ");
  CHECK(state_of([&] { return name("x"); }) == "22P02");
}

TEST_CASE("select by key: keys of texts and of several columns") {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE w (word TEXT PRIMARY KEY, n INT);"
      "INSERT INTO w VALUES ('a', 1), ('', 2), ('a b', 3);"
      "CREATE TABLE p (a INT, b TEXT, c NUMERIC, n INT, PRIMARY KEY (b, a));"
      "INSERT INTO p VALUES (1, 'x', 1.0, 11), (2, 'x', 2.00, 12), (1, 'y', NULL, 21)");
  asked word(db, "SELECT n, word FROM w WHERE word = $1");
  CHECK(word.twice("a") == "1,a ");
  CHECK(word.twice("") == "2, ");
  CHECK(word.twice(std::string(3000, 'a')).empty());
  asked pair(db, "SELECT c, n, b, a FROM p WHERE a = $1 AND b = $2");
  CHECK(pair.twice(1, "x") == "1.0,11,x,1 ");
  CHECK(pair.twice(2, "x") == "2.00,12,x,2 ");
  CHECK(pair.twice(1, "y") == "-,21,y,1 ");
  CHECK(pair.twice(2, "y").empty());
  CHECK(pair.twice(std::int64_t{1} << 32, "y").empty());
}

TEST_CASE("select by key: whatever is changed meanwhile is seen") {
  database db = with_rows();
  asked name(db, "SELECT name FROM t WHERE id = $1");
  asked all(db, "SELECT * FROM t WHERE id = $1");
  CHECK(name.twice(1) == "one ");
  CHECK(all.twice(2) == "2,-,-,-,- ");
  db.execute("UPDATE t SET name = 'uno' WHERE id = 1");
  CHECK(name(1) == "uno ");
  db.execute("DELETE FROM t WHERE id = 1");
  CHECK(name(1).empty());
  db.execute("INSERT INTO t (id, name) VALUES (1, 'new')");
  CHECK(name(1) == "new ");
  db.execute("ALTER TABLE t DROP COLUMN n; ALTER TABLE t ADD COLUMN more INT DEFAULT 7");
  CHECK(all.twice(2) == "2,-,-,-,7 ");
  CHECK(name.twice(1) == "new ");
  db.execute("ALTER TABLE t RENAME COLUMN name TO other; ALTER TABLE t RENAME COLUMN u TO name");
  CHECK(name.twice(1) == "- ");
  db.execute("DROP TABLE t; CREATE TABLE t (name TEXT, id BIGINT PRIMARY KEY)");
  CHECK(name.twice(1).empty());
  db.execute("INSERT INTO t VALUES ('last', 1)");
  CHECK(name(1) == "last ");
  db.execute("DROP TABLE t");
  CHECK(state_of([&] { return name(1); }) == "42P01");
  db.execute("CREATE VIEW t AS SELECT 1 AS id, 'seen' AS name");
  CHECK(name.twice(1) == "seen ");
}

TEST_CASE("select by key: schemas, branches, transactions and past states") {
  database db = with_rows();
  asked name(db, "SELECT name FROM t WHERE id = $1");
  CHECK(name.twice(1) == "one ");
  db.execute("CREATE SCHEMA s; CREATE TABLE s.t (id INT PRIMARY KEY, name TEXT)");
  db.execute("INSERT INTO s.t VALUES (1, 'of s'); SET search_path = s");
  CHECK(name.twice(1) == "of s ");
  db.execute("RESET search_path");
  CHECK(name.twice(1) == "one ");

  db.execute("CREATE DATABASE BRANCH b; USE BRANCH b; UPDATE t SET name = 'of b' WHERE id = 1");
  CHECK(name.twice(1) == "of b ");
  db.execute("USE BRANCH main");
  CHECK(name.twice(1) == "one ");

  db.execute("BEGIN; UPDATE t SET name = 'mine' WHERE id = 1");
  CHECK(name.twice(1) == "mine ");
  db.execute("ROLLBACK");
  CHECK(name.twice(1) == "one ");
  snapshot before = db.as_of(db.newest());
  db.execute("UPDATE t SET name = 'later' WHERE id = 1");
  CHECK(name.twice(1) == "later ");
  for (int i = 0; i != 3; ++i)
    CHECK(before.query_value<std::string>("SELECT name FROM t WHERE id = $1", 1) == "one");
}

TEST_CASE("select by key: a result and its rows stay what they were") {
  database db = with_rows();
  statement name = db.prepare("SELECT name, id FROM t WHERE id = $1");
  static_cast<void>(name.query_one(1));
  result unread = name.query(1);
  std::vector<row> kept;
  for (row const& r : name.query(1)) kept.push_back(r);
  db.execute("UPDATE t SET name = 'another' WHERE id = 1; DELETE FROM t WHERE id = 2");
  for (int i = 0; i != 100; ++i) db.execute("INSERT INTO t (id, name) VALUES ($1, 'more')", i + 10);
  CHECK(kept.at(0).get<std::string>(0) == "one");
  std::vector<std::string> rows;
  for (row const& r : unread) rows.push_back(r.get<std::string>(0));
  CHECK(rows == std::vector<std::string>{"one"});
  CHECK(name.query_one<std::tuple<std::string, int>>(1).value() == std::tuple("another", 1));

  std::optional<result> last;
  {
    database other = with_rows();
    statement of_other = other.prepare("SELECT name FROM t WHERE id = $1");
    static_cast<void>(of_other.query_one(1));
    last.emplace(of_other.query(1));
  }
  CHECK(std::move(*last).value<std::string>() == "one");
}

TEST_CASE("select by key: long values, limits, and what stops a statement") {
  database db = with_rows();
  std::string const text(100'000, 'x');
  db.execute("UPDATE t SET name = $1 WHERE id = 2", text);
  asked name(db, "SELECT name FROM t WHERE id = $1");
  CHECK(name.twice(2) == text + ' ');
  CHECK(name.twice(1) == "one ");
  db.execute("SET query_memory_limit = '64kB'");
  CHECK(name.twice(1) == "one ");
  CHECK(state_of([&] { return name(2); }) == "53200");
  CHECK(name.twice(1) == "one ");

  statement stopped = db.prepare("SELECT name FROM t WHERE id = $1");
  std::vector<types::value> const key{types::value(std::int32_t{1})};
  auto const run = [&](run_options const& how) {
    std::size_t rows = 0;
    for (row const& r : stopped.run(key, how)) rows += r.size();
    return rows;
  };
  CHECK(run({}) == 1);
  CHECK(run({}) == 1);
  std::stop_source stop;
  run_options how{};
  how.stop = stop.get_token();
  CHECK(run(how) == 1);
  stop.request_stop();
  CHECK(state_of([&] { return run(how); }) == "57014");
  std::uint64_t seen = 0;
  run_options counted{};
  counted.progress = [&seen](std::uint64_t rows) { return seen = rows, true; };
  CHECK(run(counted) == 1);
  CHECK(seen == 1);
}

}  // namespace helios::test
