// Generated columns follow from the merged row, whichever side changed what it is computed from.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

std::string const with_sum =
    "CREATE TABLE t (k int PRIMARY KEY, a int, b int, g int GENERATED ALWAYS AS (a + b) STORED); "
    "INSERT INTO t VALUES (1, 1, 1), (2, 1, 1)";

struct two_branches {
  explicit two_branches(std::string const& base) : main(open(":memory:")), dev(branched(base)) {}
  database branched(std::string const& base) {
    main.execute(base);
    main.execute("CREATE BRANCH dev");
    connect_options there;
    there.branch = "dev";
    return main.connect(there);
  }
  merge_report merge(on_conflict policy = on_conflict::fail) {
    return main.merge_branch("dev", "main", policy);
  }
  [[nodiscard]] std::string rows(std::string const& query = "SELECT * FROM t ORDER BY 1") {
    std::string all;
    for (row const& r : main.query(query)) {
      all += all.empty() ? "" : " ";
      for (std::size_t i = 0; i != r.size(); ++i)
        all += (i == 0 ? "" : ",") + (r[i].is_null() ? "null" : std::string(r[i].text()));
      all += ";";
    }
    return all;
  }
  [[nodiscard]] std::string wrong() {
    std::string all;
    for (integrity_report const& p : main.check()) all += p.where + ": " + p.problem + "\n";
    return all;
  }
  database main, dev;
};

on_conflict any_policy() {
  return GENERATE(on_conflict::fail, on_conflict::target_wins, on_conflict::branch_wins);
}

}  // namespace

TEST_CASE("a generated column is computed from the merged values and in no conflict") {
  on_conflict const policy = any_policy();
  two_branches db(with_sum);
  db.main.execute("UPDATE t SET a = 5 WHERE k = 1; CREATE BRANCH after FROM main");
  db.dev.execute("UPDATE t SET b = 7 WHERE k = 1; UPDATE t SET b = 2 WHERE k = 2");
  merge_report const report = db.merge(policy);
  CHECK((report.at && report.conflicts.empty() && report.updated == 2));
  CHECK(db.rows() == "1,5,7,12; 2,1,2,3;");
  CHECK(db.wrong() == "");
  // And back.
  db.main.merge_branch("main", "dev", policy);
  CHECK(db.rows("SELECT * FROM dev.t ORDER BY 1") == "1,5,7,12; 2,1,2,3;");
}

TEST_CASE("cells in conflict have one winner, and the generated column follows it") {
  two_branches db(with_sum);
  db.main.execute("UPDATE t SET a = 5, b = 5 WHERE k = 1");
  db.dev.execute("UPDATE t SET a = 9 WHERE k = 1");
  bool const branch_wins = GENERATE(false, true);
  merge_report const failed = db.merge();
  REQUIRE(failed.conflicts.size() == 1);
  CHECK(failed.conflicts[0].column == "a");
  db.merge(branch_wins ? on_conflict::branch_wins : on_conflict::target_wins);
  CHECK(db.rows("SELECT * FROM t WHERE k = 1") == (branch_wins ? "1,9,5,14;" : "1,5,5,10;"));
  CHECK(db.wrong() == "");
}

TEST_CASE("indexes and constraints over generated columns see what is computed") {
  on_conflict const policy = any_policy();
  auto const [constraint, state, kind] =
      GENERATE(Catch::Generators::table<std::string, std::string, history::conflict_kind>(
          {{"CREATE INDEX i ON t (g)", "", history::conflict_kind::unique},
           {"CREATE INDEX i ON t ((g * 2)) WHERE g > 3", "", history::conflict_kind::unique},
           {"ALTER TABLE t ADD UNIQUE (g)", "23505", history::conflict_kind::unique},
           {"ALTER TABLE t ADD CHECK (g < 10)", "23514", history::conflict_kind::check},
           {"CREATE TABLE p (g int PRIMARY KEY); INSERT INTO p VALUES (2), (6), (8), (50); ALTER "
            "TABLE t ADD FOREIGN KEY (g) REFERENCES p",
            "23503", history::conflict_kind::foreign_key}}));
  CAPTURE(constraint);
  // 12 is what neither side has: 5 + 7.
  two_branches db(
      "CREATE TABLE t (k int PRIMARY KEY, a int, b int, g int GENERATED ALWAYS AS (a + b) STORED); "
      "INSERT INTO t VALUES (1, 1, 1)" +
      std::string(state == "23505" ? ", (2, 6, 6)" : "") + ";" + constraint);
  db.main.execute("UPDATE t SET a = 5 WHERE k = 1");
  db.dev.execute("UPDATE t SET b = 7 WHERE k = 1");
  std::string const before = db.rows();
  merge_report report;
  auto const failed = thrown_by([&] { return report = db.merge(policy), 0; });
  CHECK(db.wrong() == "");
  if (state.empty()) {
    REQUIRE(!failed);
    CHECK(db.rows("SELECT k FROM t WHERE g = 12") == "1;");
    CHECK(db.rows("SELECT k FROM t WHERE g * 2 = 24 AND g > 3") == "1;");
    return;
  }
  if (policy == on_conflict::fail) {
    REQUIRE((!failed && !report.at && report.conflicts.size() == 1));
    CHECK(report.conflicts[0].kind == kind);
  } else {
    REQUIRE(failed);
    CHECK(std::string(failed->sqlstate()) == state);
  }
  CHECK(db.rows() == before);
}

TEST_CASE("a generated column that cannot be computed says table, key and column") {
  on_conflict const policy = any_policy();
  auto const [expression, state] = GENERATE(Catch::Generators::table<std::string, std::string>(
      {{"10 / (a + b)", "22012"}, {"2147483000 + a * b", "22003"}}));
  two_branches db("CREATE TABLE t (k int PRIMARY KEY, a int, b int, g int GENERATED ALWAYS AS (" +
                  expression + ") STORED); INSERT INTO t VALUES (1, 1, 1), (2, 1, 1)");
  bool const divides = state == "22012";
  db.main.execute("UPDATE t SET a = " + std::string(divides ? "-2" : "600") + " WHERE k = 2");
  db.dev.execute("UPDATE t SET b = " + std::string(divides ? "2" : "2") + " WHERE k = 2");
  std::string const before = db.rows();
  merge_report report;
  auto const failed = thrown_by([&] { return report = db.merge(policy), 0; });
  CHECK(db.rows() == before);
  if (policy == on_conflict::fail) {
    REQUIRE((!failed && !report.at && report.conflicts.size() == 1));
    CHECK(report.conflicts[0].kind == history::conflict_kind::check);
    CHECK(report.conflicts[0].table == "t");
    CHECK(report.conflicts[0].key == "2");
    CHECK(report.conflicts[0].column == "g");
  } else {
    REQUIRE(failed);
    CHECK(std::string(failed->sqlstate()) == state);
    CHECK(failed->message().find("generated column \"g\" of relation \"t\"") == 0);
    CHECK(failed->detail() == "The row is (k)=(2).");
  }
}

TEST_CASE("a row whose key is generated moves, or is in the way of another") {
  on_conflict const policy = any_policy();
  bool const taken = GENERATE(false, true);
  bool const ordered = GENERATE(false, true);
  std::string const type = ordered ? "text" : "int";
  std::string const key = ordered ? "(a * b)::text" : "a * b";
  two_branches db("CREATE TABLE t (k " + type + " GENERATED ALWAYS AS (" + key +
                  ") STORED PRIMARY KEY, a int, b int); CREATE TABLE c (k " + type +
                  " REFERENCES t); INSERT INTO t (a, b) VALUES (0, 0), (5, " + (taken ? "5" : "4") +
                  ")");
  db.main.execute("UPDATE t SET a = 5 WHERE a = 0");
  db.dev.execute("UPDATE t SET b = 5 WHERE a = 0");
  merge_report report;
  auto const failed = thrown_by([&] { return report = db.merge(policy), 0; });
  CHECK(db.wrong() == "");
  if (!taken) {
    CHECK(db.rows() == "20,5,4; 25,5,5;");
    CHECK(db.rows("SELECT a, b FROM t WHERE k = '25'") == "5,5;");
  } else if (policy == on_conflict::fail) {
    REQUIRE((!report.at && report.conflicts.size() == 1));
    CHECK(report.conflicts[0].kind == history::conflict_kind::unique);
  } else {
    REQUIRE(failed);
    CHECK(std::string(failed->sqlstate()) == "23505");
  }
}

TEST_CASE("a generated column under a definition that one side changed") {
  struct scenario {
    char const *dev, *main, *target_wins, *branch_wins;
  };
  // The rows of the result as each winner has them.
  auto const [dev, main, target_wins, branch_wins] = GENERATE(
      scenario{"ALTER TABLE t RENAME a TO x", "UPDATE t SET a = 5 WHERE k = 1", "1,5,1,6; 2,1,1,2;",
               "1,5,1,6; 2,1,1,2;"},
      scenario{"UPDATE t SET b = 5 WHERE k = 1", "ALTER TABLE t RENAME a TO x; UPDATE t SET x = 3",
               "1,3,5,8; 2,3,1,4;", "1,3,5,8; 2,3,1,4;"},
      scenario{"ALTER TABLE t ALTER g DROP EXPRESSION; UPDATE t SET g = 100 WHERE k = 2",
               "UPDATE t SET a = 5 WHERE k = 1", "1,5,1,6; 2,1,1,100;", "1,5,1,6; 2,1,1,100;"},
      // Both changed the column g: the winner's definition, and rows that fit it.
      scenario{"ALTER TABLE t ALTER g DROP EXPRESSION; UPDATE t SET g = 100",
               "ALTER TABLE t RENAME g TO h; UPDATE t SET a = 5 WHERE k = 1", "1,5,1,6; 2,1,1,2;",
               "1,5,1,100; 2,1,1,100;"},
      scenario{"ALTER TABLE t RENAME g TO h; UPDATE t SET a = 5 WHERE k = 1",
               "ALTER TABLE t ALTER g DROP EXPRESSION; UPDATE t SET g = 100",
               "1,5,1,100; 2,1,1,100;", "1,5,1,6; 2,1,1,2;"},
      scenario{"ALTER TABLE t ADD h int GENERATED ALWAYS AS (a * 10) STORED",
               "UPDATE t SET a = 5 WHERE k = 1", "1,5,1,6; 2,1,1,2;", "1,1,1,2,10; 2,1,1,2,10;"});
  on_conflict const policy = any_policy();
  CAPTURE(dev, main);
  two_branches db(with_sum);
  db.dev.execute(dev);
  db.main.execute(main);
  merge_report const report = db.merge(policy);
  CHECK(db.wrong() == "");
  if (policy != on_conflict::fail) {
    CHECK(report.at);
    CHECK(db.rows() == (policy == on_conflict::target_wins ? target_wins : branch_wins));
  } else if (report.at) {
    CHECK(db.rows() == target_wins);
  }
}

TEST_CASE("long generated values stay where they are, and follow, too") {
  two_branches db(
      "CREATE TABLE t (k int PRIMARY KEY, a int, b text, g text GENERATED ALWAYS AS (repeat(b, a)) "
      "STORED); INSERT INTO t VALUES (1, 100000, 'x'), (2, 100000, 'y')");
  db.main.execute("UPDATE t SET a = 200000 WHERE k = 1");
  db.dev.execute("UPDATE t SET b = 'z'");
  CHECK(db.merge().at);
  CHECK(db.rows("SELECT k, length(g), left(g, 1) FROM t ORDER BY k") == "1,200000,z; 2,100000,z;");
  CHECK(db.wrong() == "");
}

}  // namespace helios::test
