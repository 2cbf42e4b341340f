// Expressions and views of one side name columns, types and labels that the other changed: the
// merge is settled for the winner, or refused, and rows can be written afterwards.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

struct scenario {
  char const* what;
  char const *base, *dev, *main;
  char const* probe;  // after the merge
  // What the probe answers under each winner, or an SQLSTATE: of the probe, 55000 of the merge.
  std::string target_wins, branch_wins;
};

std::string const rename_a = "ALTER TYPE e RENAME VALUE 'a' TO 'z'";
std::string const write_b = "INSERT INTO m VALUES ('b'); SELECT x, enum_range(x) FROM m";

std::vector<scenario> const& scenarios() {
  static std::vector<scenario> const all{
      {"a label renamed there, a CHECK of it here", "", rename_a.c_str(),
       "ALTER TABLE m ADD CHECK (x <> 'a')", write_b.c_str(), "b,{a,b};", "b,{z,b};"},
      {"a label renamed here, a CHECK of it there", "", "ALTER TABLE m ADD CHECK (x <> 'a')",
       rename_a.c_str(), write_b.c_str(), "b,{z,b};", "b,{a,b};"},
      {"the CHECK holds", "", rename_a.c_str(), "ALTER TABLE m ADD CHECK (x <> 'a')",
       "INSERT INTO m SELECT (enum_range(NULL::e))[1]; SELECT x FROM m", "23514", "z;"},
      {"a label renamed there, a default here", "", rename_a.c_str(),
       "ALTER TABLE m ALTER x SET DEFAULT 'a'", "INSERT INTO m DEFAULT VALUES; SELECT x FROM m",
       "a;", "null;"},
      {"a label renamed there, an index of it here", "", rename_a.c_str(),
       "CREATE INDEX i ON m ((x = 'a'))", write_b.c_str(), "b,{a,b};", "b,{z,b};"},
      {"a label renamed there, a part of a table here", "", rename_a.c_str(),
       "CREATE INDEX i ON m (x) WHERE x IN ('a', 'b')", write_b.c_str(), "b,{a,b};", "b,{z,b};"},
      {"a label renamed there, a view here", "", rename_a.c_str(),
       "CREATE VIEW v AS SELECT x FROM m WHERE x = 'a'", "SELECT * FROM v", "55000", "55000"},
      {"a label renamed here, a view there", "", "CREATE VIEW v AS SELECT x FROM m WHERE x = 'a'",
       rename_a.c_str(), "SELECT * FROM v", "55000", "55000"},
      {"a label renamed there, a view without it here", "", rename_a.c_str(),
       "CREATE VIEW v AS SELECT x FROM m WHERE x = 'b'", "SELECT count(*) FROM v", "0;", "0;"},
      {"a label renamed there, a table with it here", "", rename_a.c_str(),
       "CREATE TABLE n (x e DEFAULT 'a')", "INSERT INTO n DEFAULT VALUES; SELECT x FROM n", "a;",
       "55000"},
      {"labels exchanged there, a CHECK of one here", "",
       "ALTER TYPE e RENAME VALUE 'a' TO 'c'; ALTER TYPE e RENAME VALUE 'b' TO 'a'; ALTER TYPE e "
       "RENAME VALUE 'c' TO 'b'",
       "ALTER TABLE m ADD CHECK (x <> 'a')", write_b.c_str(), "b,{a,b};", "b,{b,a};"},
      {"a label added and one renamed there, a CHECK here", "",
       "ALTER TYPE e ADD VALUE 'd'; ALTER TYPE e RENAME VALUE 'a' TO 'z'; INSERT INTO m VALUES "
       "('d')",
       "ALTER TABLE m ADD CHECK (x <> 'a')", write_b.c_str(), "55000", "d,{z,b,d}; b,{z,b,d};"},
      {"a label added there, a CHECK here", "",
       "ALTER TYPE e ADD VALUE 'd'; INSERT INTO m VALUES ('d')",
       "ALTER TABLE m ADD CHECK (x <> 'a')", write_b.c_str(), "d,{a,b,d}; b,{a,b,d};",
       "d,{a,b,d}; b,{a,b,d};"},
      {"a type renamed there, a CHECK that names it here", "", "ALTER TYPE e RENAME TO f",
       "ALTER TABLE m ADD CHECK (x <> CAST('a' AS e))", write_b.c_str(), "b,{a,b};", "b,{a,b};"},
      {"a type renamed there, a CHECK of its labels here", "", "ALTER TYPE e RENAME TO f",
       "ALTER TABLE m ADD CHECK (x <> 'a')", "SELECT 'b'::f", "b;", "b;"},
      {"a type renamed there, a view of it here", "", "ALTER TYPE u RENAME TO f",
       "CREATE VIEW v AS SELECT 'a'::u AS x", "SELECT x FROM v", "55000", "55000"},
      {"a type moved there, a view of it here", "", "ALTER TYPE u SET SCHEMA s",
       "CREATE VIEW v AS SELECT 'a'::u AS x", "SELECT x FROM v", "55000", "55000"},
      {"a type dropped there, a view of it here", "", "DROP TYPE u",
       "CREATE VIEW v AS SELECT 'a'::u AS x", "SELECT x FROM v", "a;", "55000"},
      {"a type dropped here, a view of it there", "",
       "CREATE VIEW v AS SELECT ARRAY['a']::u[] AS x", "DROP TYPE u", "SELECT x FROM v", "55000",
       "{a};"},
      {"a label of a type without columns renamed there, a view here", "",
       "ALTER TYPE u RENAME VALUE 'a' TO 'z'", "CREATE VIEW v AS SELECT '{a}'::u[] AS x",
       "SELECT x FROM v", "55000", "55000"},
      {"a column dropped there, a default that names its type here", "ALTER TABLE m ADD y text",
       "ALTER TABLE m DROP x", "ALTER TABLE m ALTER y SET DEFAULT CAST(CAST('a' AS e) AS text)",
       "INSERT INTO m DEFAULT VALUES; SELECT y FROM m", "a;", "null;"},
      {"another type there, a CHECK of the column here", "", "ALTER TABLE t ALTER a TYPE text",
       "ALTER TABLE t ADD CHECK (a + 1 > 0)", "INSERT INTO t VALUES (3, -5); SELECT a FROM t",
       "23514", "10; 20; -5;"},
      {"another type here, a CHECK of the column there", "", "ALTER TABLE t ADD CHECK (a + 1 > 0)",
       "ALTER TABLE t ALTER a TYPE text", "INSERT INTO t VALUES (3, '-5'); SELECT a FROM t",
       "10; 20; -5;", "23514"},
      {"another type there, an index of the column here", "", "ALTER TABLE t ALTER a TYPE text",
       "CREATE INDEX i ON t ((a + 1))", "INSERT INTO t VALUES (3, 5); SELECT a FROM t",
       "10; 20; 5;", "10; 20; 5;"},
      {"another type here, a part of the table there", "", "CREATE INDEX i ON t (id) WHERE a > 10",
       "ALTER TABLE t ALTER a TYPE text", "INSERT INTO t VALUES (3, '5'); SELECT a FROM t",
       "10; 20; 5;", "10; 20; 5;"},
      {"another type there, a generated column here", "", "ALTER TABLE t ALTER a TYPE text",
       "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a + 1) STORED",
       "INSERT INTO t (id, a) VALUES (3, '5'); SELECT * FROM t", "1,10,11; 2,20,21; 3,5,6;",
       "1,10; 2,20; 3,5;"},
      {"another type there, a view here", "", "ALTER TABLE t ALTER a TYPE text",
       "CREATE VIEW v AS SELECT a + 1 AS b FROM t", "SELECT b FROM v", "55000", "55000"},
      {"another type there, an index as it was here", "CREATE INDEX i ON t ((a + 1))",
       "DROP INDEX i; ALTER TABLE t ALTER a TYPE text", "CREATE INDEX j ON t ((a + 1))",
       "INSERT INTO t VALUES (3, 5); SELECT a FROM t", "10; 20; 5;", "10; 20; 5;"},
      {"another column of that name there, an index as it was here",
       "CREATE INDEX i ON t ((a + 1))",
       "DROP INDEX i; ALTER TABLE t RENAME a TO x; ALTER TABLE t ADD a text",
       "CREATE INDEX j ON t ((a + 1))", "INSERT INTO t (id) VALUES (3); SELECT * FROM t",
       "1,10; 2,20; 3,null;", "1,10,null; 2,20,null; 3,null,null;"},
      {"another type of a column with a quote there", "ALTER TABLE t ADD \"a\"\"b\" int",
       "ALTER TABLE t ALTER \"a\"\"b\" TYPE text", "ALTER TABLE t ADD CHECK (\"a\"\"b\" + 1 > 0)",
       "INSERT INTO t VALUES (3, 5, -5)", "23514", ""},
      {"another type of another column there", "", "ALTER TABLE t ALTER id TYPE bigint",
       "ALTER TABLE t ADD CHECK (a + 1 > 0)", "INSERT INTO t VALUES (3, -5)", "23514", "23514"},
      {"sequences of one name", "",
       "CREATE TABLE a (b_c serial); INSERT INTO a VALUES (DEFAULT), (DEFAULT)",
       "CREATE TABLE a_b (c serial); INSERT INTO a_b VALUES (DEFAULT)",
       "INSERT INTO a VALUES (DEFAULT); INSERT INTO a_b VALUES (DEFAULT); SELECT "
       "string_agg(relname, "
       "' ' ORDER BY relname), (SELECT max(b_c) FROM a), (SELECT max(c) FROM a_b) FROM pg_class "
       "WHERE relkind = 'S'",
       "a_b_c_seq a_b_c_seq1,3,2;", "a_b_c_seq a_b_c_seq1,3,2;"},
  };
  return all;
}

[[nodiscard]] std::string answer(database& db, std::string const& sql) {
  std::string all;
  try {
    std::size_t const last = sql.rfind("; ");
    if (last != sql.npos) db.execute(sql.substr(0, last));
    for (row const& r : db.query(last == sql.npos ? sql : sql.substr(last + 2))) {
      all += all.empty() ? "" : " ";
      for (std::size_t i = 0; i != r.size(); ++i)
        all += (i == 0 ? "" : ",") + (r[i].is_null() ? "null" : std::string(r[i].text()));
      all += ";";
    }
  } catch (error const& e) {
    return std::string(e.sqlstate());
  }
  return all;
}

}  // namespace

TEST_CASE("texts name what is there after a merge, or the merge is refused") {
  for (scenario const& each : scenarios()) {
    INFO(each.what);
    for (on_conflict const policy :
         {on_conflict::fail, on_conflict::target_wins, on_conflict::branch_wins}) {
      CAPTURE(static_cast<int>(policy));
      database db = open(":memory:");
      db.execute(
          "CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 10), (2, 20); "
          "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE m (x e); CREATE TYPE u AS ENUM ('a'); "
          "CREATE SCHEMA s");
      db.execute(each.base);
      db.execute("CREATE BRANCH dev");
      connect_options there;
      there.branch = "dev";
      database dev = db.connect(there);
      dev.execute(each.dev);
      db.execute(each.main);
      merge_report report;
      auto const failed = thrown_by([&] {
        report = db.merge_branch("dev", "main", policy);
        return 0;
      });
      for (integrity_report const& p : db.check()) FAIL_CHECK(p.where + ": " + p.problem);
      bool const alike = each.target_wins == each.branch_wins;
      std::string const& expected =
          policy == on_conflict::branch_wins ? each.branch_wins : each.target_wins;
      if (policy == on_conflict::fail && (failed || !report.at)) {
        if (failed) FAIL_CHECK(std::string(failed->sqlstate()) + ": " + failed->message());
        CHECK(!report.conflicts.empty());
        for (conflict_report const& c : report.conflicts)
          CHECK((c.kind == history::conflict_kind::schema && !c.table.empty()));
      } else if (failed) {
        INFO(failed->message());
        CHECK(std::string(failed->sqlstate()) == expected);
        CHECK(!failed->hint().empty());
      } else {
        CHECK((alike || policy != on_conflict::fail));
        CHECK(answer(db, each.probe) == expected);
        for (integrity_report const& p : db.check()) FAIL_CHECK(p.where + ": " + p.problem);
        // And back: the other side has it, too.
        CHECK(db.merge_branch("main", "dev", on_conflict::branch_wins).at);
        for (integrity_report const& p : dev.check()) FAIL_CHECK(p.where + ": " + p.problem);
      }
    }
  }
}

}  // namespace helios::test
