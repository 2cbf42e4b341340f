// An UPDATE or DELETE of the row that its whole key names runs without operators
// (plan/change_by_key.hpp). Each statement here is run beside one that takes operators.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

namespace helios::test {

namespace {

/// Two databases that are changed alike: by key, and by a condition that is more than a key.
class twins {
 public:
  explicit twins(std::string const& definitions) {
    for (database& db : all_) db.execute(definitions);
  }
  void both(std::string const& sql) {
    for (database& db : all_) db.execute(sql);
  }
  [[nodiscard]] database& by_key() noexcept { return all_[0]; }

  class change {
   public:
    change(twins& of, std::string const& sql)
        : of_(&of),
          by_key_(of.all_[0].prepare(sql)),
          by_operators_(of.all_[1].prepare(sql + " AND coalesce(length(name), 0) >= 0")) {}

    /// What came of it: a tag, or an error's SQLSTATE and message.
    template <class... As>
    std::string operator()(As const&... arguments) {
      std::string const said = result_of(by_key_, arguments...);
      CHECK(said == result_of(by_operators_, arguments...));
      CHECK(of_->rows(0) == of_->rows(1));
      return said;
    }

   private:
    template <class... As>
    static std::string result_of(statement& s, As const&... arguments) {
      try {
        return std::string(s.query(arguments...).tag());
      } catch (error const& e) {
        return std::string(e.sqlstate()) + ' ' + e.message();
      }
    }
    twins* of_;
    statement by_key_, by_operators_;
  };

  [[nodiscard]] std::string rows(std::size_t of) {
    std::string all;
    for (char const* const table : {"t", "child"}) {
      for (row const& r :
           all_[of].query(std::string("SELECT * FROM ") + table + " ORDER BY 1")) {
        for (std::size_t i = 0; i != r.size(); ++i)
          all += (i == 0 ? "" : ",") + (r[i].is_null() ? "-" : r[i].text());
        all += ' ';
      }
    }
    return all;
  }

 private:
  std::vector<database> all_ = [] {
    std::vector<database> two;
    two.push_back(open(":memory:"));
    two.push_back(open(":memory:"));
    return two;
  }();
};

twins with_rows() {
  return twins(
      "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10) UNIQUE, n NUMERIC(6, 2) CHECK (n < "
      "100), "
      "real DOUBLE PRECISION NOT NULL DEFAULT 0, twice NUMERIC GENERATED ALWAYS AS (n * 2) STORED);"
      "CREATE TABLE child (id INT PRIMARY KEY, t INT REFERENCES t (id) ON DELETE CASCADE);"
      "INSERT INTO t (id, name, n) VALUES (1, 'one', 1.5), (2, NULL, NULL), (3, 'three', 3);"
      "INSERT INTO child VALUES (10, 1), (11, 1), (12, 3)");
}

}  // namespace

TEST_CASE("change by key: values of every kind, rows that are there and not") {
  twins of = with_rows();
  twins::change set(of, "UPDATE t SET n = $2, real = 7 WHERE id = $1");
  CHECK(set(1, 2.25) == "UPDATE 1");
  CHECK(set(1, "17.128") == "UPDATE 1");
  CHECK(set(2, std::nullopt) == "UPDATE 1");
  CHECK(set(9, 1) == "UPDATE 0");
  CHECK(set(std::nullopt, 1) == "UPDATE 0");
  CHECK(set(std::int64_t{1} << 40, 1) == "UPDATE 0");
  CHECK(set(1.0, 5) == "UPDATE 1");
  CHECK(set(1, 200).substr(0, 5) == "23514");
  CHECK(set(1, "much").substr(0, 5) == "22P02");
  twins::change none(of, "UPDATE t SET real = NULL WHERE id = $1");
  CHECK(none(1).substr(0, 5) == "23502");
  twins::change other(of, "UPDATE t SET real = DEFAULT, name = lower($2) WHERE $1 = id");
  CHECK(other(3, "Third") == "UPDATE 1");
  CHECK(other(3, "longer than ten").substr(0, 5) == "22001");
  CHECK(other(3, "one").substr(0, 5) == "23505");
}

TEST_CASE("change by key: values that are made of the row") {
  twins of = with_rows();
  twins::change more(of,
                     "UPDATE t SET real = real + $2, n = n + 1, name = name || '!' WHERE id = $1");
  for (int const id : {1, 1, 2, 3, 4}) more(id, 0.5);
  twins::change turned(of, "UPDATE t SET n = real, real = coalesce(n, 0) WHERE id = $1");
  for (int const id : {1, 2, 3, 1}) turned(id);
  twins::change divided(of, "UPDATE t SET real = 1 / (id - 1) WHERE id = $1");
  CHECK(divided(1).substr(0, 5) == "22012");
  CHECK(divided(2) == "UPDATE 1");
}

TEST_CASE("change by key: another key, references, rows that go") {
  twins of = with_rows();
  twins::change moved(of, "UPDATE t SET id = $2 WHERE id = $1");
  CHECK(moved(2, 20) == "UPDATE 1");
  CHECK(moved(20, 3).substr(0, 5) == "23505");
  CHECK(moved(1, 100).substr(0, 5) == "23503");
  twins::change gone(of, "DELETE FROM t WHERE id = $1");
  CHECK(gone(1) == "DELETE 1");
  CHECK(gone(1) == "DELETE 0");
  CHECK(gone(std::nullopt) == "DELETE 0");
  of.both("BEGIN");
  CHECK(gone(3) == "DELETE 1");
  of.both("ROLLBACK");
  CHECK(gone(3) == "DELETE 1");
}

TEST_CASE("change by key: within a transaction it sees what that wrote") {
  twins of = with_rows();
  twins::change more(of, "UPDATE t SET n = n + 1 WHERE id = $1");
  twins::change gone(of, "DELETE FROM t WHERE id = $1");
  of.both("BEGIN");
  of.both("INSERT INTO t (id, n) VALUES (4, 1)");
  CHECK(more(4) == "UPDATE 1");
  CHECK(more(4) == "UPDATE 1");
  CHECK(gone(4) == "DELETE 1");
  CHECK(more(4) == "UPDATE 0");
  of.both("SAVEPOINT s");
  CHECK(more(1) == "UPDATE 1");
  of.both("ROLLBACK TO s");
  CHECK(more(3) == "UPDATE 1");
  of.both("COMMIT");
  CHECK(of.rows(0) == of.rows(1));
}

TEST_CASE("change by key: definitions that change meanwhile") {
  twins of = with_rows();
  twins::change set(of, "UPDATE t SET n = $2 WHERE id = $1");
  CHECK(set(1, 2) == "UPDATE 1");
  of.both("ALTER TABLE t ADD COLUMN more TEXT DEFAULT 'm'");
  CHECK(set(1, 3) == "UPDATE 1");
  of.both("ALTER TABLE t DROP COLUMN twice");
  CHECK(set(1, 4) == "UPDATE 1");
  of.both("ALTER TABLE t DROP CONSTRAINT t_n_check");
  CHECK(set(1, 400) == "UPDATE 1");
  of.both("ALTER TABLE t ALTER COLUMN n TYPE TEXT USING n::text");
  CHECK(set(1, "text") == "UPDATE 1");
}

TEST_CASE("change by key: long values stay, and are for operators") {
  twins of(
      "CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, long TEXT);"
      "CREATE TABLE child (id INT PRIMARY KEY, t TEXT REFERENCES t (id));"
      "INSERT INTO t VALUES ('a', 'short', repeat('long ', 10000)), ('b', 'other', 'short')");
  twins::change set(of, "UPDATE t SET name = $2 WHERE id = $1");
  CHECK(set("a", "new") == "UPDATE 1");
  CHECK(set("b", "new") == "UPDATE 1");
  twins::change lengthen(of, "UPDATE t SET long = repeat($2, 5000) WHERE id = $1");
  CHECK(lengthen("b", "x y") == "UPDATE 1");
  CHECK(set("b", "newer") == "UPDATE 1");
  CHECK(set("c", "none") == "UPDATE 0");
}

TEST_CASE("change by key: keys of two columns") {
  twins of(
      "CREATE TABLE t (a SMALLINT, b TEXT, name TEXT, PRIMARY KEY (b, a));"
      "CREATE TABLE child (id INT PRIMARY KEY);"
      "INSERT INTO t VALUES (1, 'x', 'one'), (2, 'x', 'two'), (1, '', NULL)");
  twins::change set(of, "UPDATE t SET name = $3 WHERE a = $1 AND b = $2");
  CHECK(set(1, "x", "new") == "UPDATE 1");
  CHECK(set(1, "", "new") == "UPDATE 1");
  CHECK(set(3, "x", "new") == "UPDATE 0");
  CHECK(set(65537, "x", "new") == "UPDATE 0");
  twins::change gone(of, "DELETE FROM t WHERE b = $1 AND a = $2");
  CHECK(gone("x", 2) == "DELETE 1");
}

TEST_CASE("change by key: a serializable one loses to who changed what it read") {
  database db = open(":memory:");
  db.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 1)");
  database first = db.connect(), second = db.connect();
  statement none = first.prepare("UPDATE t SET n = 5 WHERE id = $1");
  first.execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
  CHECK(none.query(2).tag() == "UPDATE 0");
  CHECK(none.query(1).tag() == "UPDATE 1");
  second.execute("INSERT INTO t VALUES (2, 2)");
  CHECK(state_of([&] { first.execute("COMMIT"); }) == "40001");
}

}  // namespace helios::test
