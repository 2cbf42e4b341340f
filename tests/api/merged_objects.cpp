// An object is one thing in a merge: dropped on one branch and changed on the other, or two of one
// name, it is as the winner has it, whole, or gone with all that is its own.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

struct scenario {
  char const* what;
  char const *base, *dev, *main;
  // The relations of the result, tables with their rows, or an SQLSTATE.
  std::string target_wins, branch_wins;
};

std::string const old_t = "t(1,10; 2,20;)";

std::vector<scenario> const& scenarios() {
  static std::vector<scenario> const all{
      {"dropped and made again there, an index here", "",
       "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, b text); INSERT INTO t VALUES (7, 'dev')",
       "CREATE INDEX i ON t (a)", "i " + old_t + " t_pkey", "t(7,dev;) t_pkey"},
      {"dropped and made again there, a column here", "",
       "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, b text); INSERT INTO t VALUES (7, 'dev')",
       "ALTER TABLE t ADD COLUMN c int DEFAULT 5", "t(1,10,5; 2,20,5;) t_pkey", "t(7,dev;) t_pkey"},
      {"dropped and made again here, a column there", "",
       "ALTER TABLE t ADD COLUMN c int DEFAULT 5; CREATE INDEX i ON t (c)",
       "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, b text); INSERT INTO t VALUES (7, 'x')",
       "t(7,x;) t_pkey", "i t(1,10,5; 2,20,5;) t_pkey"},
      {"dropped there, rows here", "CREATE INDEX i ON t (a)", "DROP TABLE t",
       "INSERT INTO t VALUES (3, 30)", "i t(1,10; 2,20; 3,30;) t_pkey", ""},
      {"dropped here, rows there", "CREATE INDEX i ON t (a)", "INSERT INTO t VALUES (3, 30)",
       "DROP TABLE t", "", "i t(1,10; 2,20; 3,30;) t_pkey"},
      {"dropped with its sequence there, rows here", "CREATE TABLE s (id serial PRIMARY KEY)",
       "DROP TABLE s", "INSERT INTO s DEFAULT VALUES", "s(1;) s_id_seq s_pkey " + old_t + " t_pkey",
       old_t + " t_pkey"},
      {"dropped with its parent there, rows here", "CREATE TABLE c (t int REFERENCES t)",
       "DROP TABLE c; DROP TABLE t", "INSERT INTO c VALUES (1)", "c(1;) " + old_t + " t_pkey", ""},
      {"two tables of one name", "", "CREATE TABLE n (id serial); INSERT INTO n VALUES (1)",
       "CREATE TABLE n (x text); INSERT INTO n VALUES ('main')", "n(main;) " + old_t + " t_pkey",
       "n(1;) n_id_seq " + old_t + " t_pkey"},
      {"a view and a table of one name", "", "CREATE VIEW n AS SELECT a FROM t",
       "CREATE TABLE n (x text)", "n() " + old_t + " t_pkey", "n " + old_t + " t_pkey"},
      {"renamed there to what is new here", "", "ALTER TABLE t RENAME TO u",
       "CREATE TABLE u (x int); INSERT INTO u VALUES (5)", old_t + " t_pkey u(5;)",
       "t_pkey u(1,10; 2,20;)"},
      {"renamed here to what is new there", "", "CREATE TABLE u (x int); INSERT INTO u VALUES (5)",
       "ALTER TABLE t RENAME TO u", "t_pkey u(1,10; 2,20;)", old_t + " t_pkey u(5;)"},
      {"two renamed to one name", "CREATE TABLE w (x int); INSERT INTO w VALUES (5)",
       "ALTER TABLE t RENAME TO x", "ALTER TABLE w RENAME TO x", old_t + " t_pkey x(5;)",
       "t_pkey w(5;) x(1,10; 2,20;)"},
      {"one renamed to two names", "", "ALTER TABLE t RENAME TO x", "ALTER TABLE t RENAME TO y",
       "t_pkey y(1,10; 2,20;)", "t_pkey x(1,10; 2,20;)"},
      {"a schema dropped there, a table in it here", "CREATE SCHEMA s; CREATE TABLE s.m (x int)",
       "DROP SCHEMA s CASCADE", "CREATE TABLE s.n (x int); INSERT INTO s.n VALUES (5)",
       "n(5;) " + old_t + " t_pkey", old_t + " t_pkey"},
      {"a schema dropped here, a table in it there", "CREATE SCHEMA s; CREATE TABLE s.m (x int)",
       "CREATE TABLE s.n (x int); INSERT INTO s.n VALUES (5)", "DROP SCHEMA s CASCADE",
       old_t + " t_pkey", "n(5;) " + old_t + " t_pkey"},
      {"two schemas of one name", "", "CREATE SCHEMA s; CREATE TABLE s.d (x int)",
       "CREATE SCHEMA s; CREATE TABLE s.m (x int)", "m() " + old_t + " t_pkey",
       "d() " + old_t + " t_pkey"},
      {"moved there into a schema that is dropped here", "CREATE SCHEMA s",
       "ALTER TABLE t SET SCHEMA s", "DROP SCHEMA s", old_t + " t_pkey", old_t + " t_pkey"},
      {"a type dropped there, a column of it here", "CREATE TYPE e AS ENUM ('a')", "DROP TYPE e",
       "CREATE TABLE m (x e); INSERT INTO m VALUES ('a')", "m(a;) " + old_t + " t_pkey", "55000"},
      {"a type dropped here, a column of it there", "CREATE TYPE e AS ENUM ('a')",
       "CREATE TABLE m (x e); INSERT INTO m VALUES ('a')", "DROP TYPE e", "55000",
       "m(a;) " + old_t + " t_pkey"},
      {"two types of one name", "", "CREATE TYPE e AS ENUM ('a')", "CREATE TYPE e AS ENUM ('b')",
       old_t + " t_pkey", old_t + " t_pkey"},
      {"two types of one name, one with a column", "",
       "CREATE TYPE e AS ENUM ('a'); CREATE TABLE m (x e)", "CREATE TYPE e AS ENUM ('b')", "55000",
       "m() " + old_t + " t_pkey"},
      {"a type has the name of a table", "", "CREATE TYPE n AS ENUM ('a')",
       "CREATE TABLE n (x int)", "n() " + old_t + " t_pkey", old_t + " t_pkey"},
      {"labels of one type", "CREATE TYPE e AS ENUM ('a'); CREATE TABLE m (x e)",
       "ALTER TYPE e ADD VALUE 'd'", "ALTER TYPE e ADD VALUE 'm'", "55000", "55000"},
      {"a sequence dropped there, a default of it here", "CREATE SEQUENCE q", "DROP SEQUENCE q",
       "ALTER TABLE t ALTER a SET DEFAULT nextval('q')", "q " + old_t + " t_pkey", "55000"},
      {"a table dropped there, a view of it here", "", "DROP TABLE t",
       "CREATE VIEW v AS SELECT a FROM t", old_t + " t_pkey v", "55000"},
      {"a table dropped here, a view of it there", "", "CREATE VIEW v AS SELECT a FROM t",
       "DROP TABLE t", "55000", old_t + " t_pkey v"},
      {"a view dropped there, a view of it here", "CREATE VIEW v AS SELECT a FROM t", "DROP VIEW v",
       "CREATE VIEW w AS SELECT a FROM v", old_t + " t_pkey v w", "55000"},
      {"a parent dropped there, a child here", "", "DROP TABLE t",
       "CREATE TABLE c (t int REFERENCES t)", "c() " + old_t + " t_pkey", "55000"},
      {"a key dropped there, a child of it here", "ALTER TABLE t ADD UNIQUE (a)",
       "ALTER TABLE t DROP CONSTRAINT t_a_key", "CREATE TABLE c (t int REFERENCES t (a))", "55000",
       "55000"},
      {"what would not be taken over is needed there", "",
       "CREATE TABLE n (id int PRIMARY KEY); CREATE TABLE c (n int REFERENCES n)",
       "CREATE TABLE n (x int)", "55000", "c() n() n_pkey " + old_t + " t_pkey"},
      {"an index has the name of a table", "", "CREATE INDEX x ON t (a)", "CREATE TABLE x (y int)",
       old_t + " t_pkey x()", old_t + " t_pkey x"},
      {"a table has the name of an index", "", "CREATE TABLE x (y int)", "CREATE INDEX x ON t (a)",
       old_t + " t_pkey x", old_t + " t_pkey x()"},
      {"two indexes of one name", "", "CREATE INDEX ON t (a); INSERT INTO t VALUES (3, 30)",
       "CREATE INDEX ON t (a)", "t(1,10; 2,20; 3,30;) t_a_idx t_pkey",
       "t(1,10; 2,20; 3,30;) t_a_idx t_pkey"},
      {"an index renamed to the name of a table", "CREATE INDEX i ON t (a)",
       "ALTER INDEX i RENAME TO x", "CREATE TABLE x (y int)", "i " + old_t + " t_pkey x()",
       old_t + " t_pkey x"},
      {"two columns of one name", "",
       "ALTER TABLE t ADD COLUMN n int DEFAULT 1; INSERT INTO t VALUES (3, 30, 2)",
       "ALTER TABLE t ADD COLUMN n text DEFAULT 'm'", "t(1,10,m; 2,20,m; 3,30,m;) t_pkey",
       "t(1,10,1; 2,20,1; 3,30,2;) t_pkey"},
      {"two defaults, and rows", "",
       "ALTER TABLE t ALTER a SET DEFAULT 1; DELETE FROM t WHERE a = 10",
       "ALTER TABLE t ALTER a SET DEFAULT 2; INSERT INTO t (id) VALUES (3)", "t(2,20; 3,2;) t_pkey",
       "t(2,20; 3,2;) t_pkey"},
      {"a constraint has the name of a table", "",
       "ALTER TABLE t ADD CONSTRAINT x UNIQUE (a); INSERT INTO t VALUES (3, 30)",
       "CREATE TABLE x (y int)", "t(1,10; 2,20; 3,30;) t_pkey x()",
       "t(1,10; 2,20; 3,30;) t_pkey x"},
      {"a serial column there, one of its name here", "", "ALTER TABLE t ADD COLUMN n serial",
       "ALTER TABLE t ADD COLUMN n int DEFAULT 7", "t(1,10,7; 2,20,7;) t_pkey",
       "t(1,10,1; 2,20,2;) t_n_seq t_pkey"},
      {"two identities of one column", "ALTER TABLE t ADD COLUMN b int NOT NULL DEFAULT 5",
       "ALTER TABLE t ALTER b DROP DEFAULT; ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY",
       "ALTER TABLE t ALTER b DROP DEFAULT; ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY",
       "t(1,10,5; 2,20,5;) t_b_seq t_pkey", "t(1,10,5; 2,20,5;) t_b_seq t_pkey"},
      {"a column has another's name here, a constraint of it there", "",
       "ALTER TABLE t ADD CHECK (a < 500)",
       "ALTER TABLE t RENAME a TO x; ALTER TABLE t ADD COLUMN a int DEFAULT 99",
       "t(1,10,99; 2,20,99;) t_pkey", old_t + " t_pkey"},
      {"a column has another's name here, a view of it there", "",
       "CREATE VIEW v AS SELECT id, a FROM t",
       "ALTER TABLE t RENAME a TO x; ALTER TABLE t ADD COLUMN a int DEFAULT 99", "55000", "55000"},
      {"rows written anew there, and rows here", "", "ALTER TABLE t ALTER a TYPE text",
       "INSERT INTO t VALUES (3, 30)", "t(1,10; 2,20; 3,30;) t_pkey", old_t + " t_pkey"},
      {"rows written anew here, and rows there", "CREATE INDEX i ON t (a)",
       "INSERT INTO t VALUES (3, 30)", "ALTER TABLE t ALTER a TYPE text", "i " + old_t + " t_pkey",
       "i t(1,10; 2,20; 3,30;) t_pkey"},
      {"a parent written anew here, a row of it gone there",
       "CREATE TABLE c (t int); INSERT INTO c VALUES (1), (2)", "DELETE FROM t WHERE id = 2",
       "ALTER TABLE t ALTER a TYPE text; ALTER TABLE c ADD FOREIGN KEY (t) REFERENCES t",
       "c(1; 2;) " + old_t + " t_pkey", "23503"},
  };
  return all;
}

[[nodiscard]] std::string relations(database& db) {
  std::string all;
  for (row const& r : db.query("SELECT n.nspname || '.' || c.relname, c.relname, c.relkind FROM "
                               "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
                               "n.nspname IN ('public', 's') ORDER BY 2")) {
    all += (all.empty() ? "" : " ") + std::string(r[1].text());
    if (r[2].text() != "r") continue;
    std::string rows;
    for (row const& each : db.query("SELECT * FROM " + std::string(r[0].text()) + " ORDER BY 1")) {
      rows += rows.empty() ? "" : " ";
      for (std::size_t i = 0; i != each.size(); ++i)
        rows += (i == 0 ? "" : ",") + std::string(each[i].text());
      rows += ";";
    }
    all += "(" + rows + ")";
  }
  return all;
}

void branches(database& db, scenario const& of) {
  db.execute("CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 10), (2, 20)");
  db.execute(of.base);
  db.execute("CREATE BRANCH dev");
  db.execute(of.main);
  connect_options there;
  there.branch = "dev";
  db.connect(there).execute(of.dev);
}

}  // namespace

TEST_CASE("an object is whole, or gone, after a merge") {
  for (scenario const& each : scenarios()) {
    INFO(each.what);
    for (on_conflict const policy :
         {on_conflict::fail, on_conflict::target_wins, on_conflict::branch_wins}) {
      CAPTURE(static_cast<int>(policy));
      database db = open(":memory:");
      branches(db, each);
      std::string const before = relations(db);
      merge_report report;
      auto const failed = thrown_by([&] {
        report = db.merge_branch("dev", "main", policy);
        return 0;
      });
      for (integrity_report const& p : db.check()) FAIL_CHECK(p.where + ": " + p.problem);
      if (policy == on_conflict::fail) {
        if (failed) FAIL_CHECK(failed->message());
        CHECK(!report.at);
        CHECK(!report.conflicts.empty());
        for (conflict_report const& c : report.conflicts) {
          CHECK((c.kind == history::conflict_kind::schema && !c.table.empty()));
        }
      } else if (failed) {
        INFO(failed->message());
        CHECK(std::string(failed->sqlstate()) ==
              (policy == on_conflict::target_wins ? each.target_wins : each.branch_wins));
        CHECK((!failed->hint().empty() || failed->sqlstate() == "23503"));
      } else {
        CHECK(relations(db) ==
              (policy == on_conflict::target_wins ? each.target_wins : each.branch_wins));
        CHECK(!report.conflicts.empty());
        // All that is there can be dropped: who depends on whom is known.
        db.execute("DROP SCHEMA IF EXISTS s CASCADE; DROP SCHEMA public CASCADE");
        CHECK(db.check().empty());
        continue;
      }
      CHECK(relations(db) == before);
    }
  }
}

TEST_CASE("a column that one side alone drops or renames goes, whatever texts mention") {
  bool const there = GENERATE(false, true);
  std::string const base =
      "CREATE TABLE k (id int PRIMARY KEY, kind text CHECK (kind IN ('open', 'closed')), closed "
      "int, "
      "lower text CHECK (lower(kind) = kind)); INSERT INTO k VALUES (1, 'open', 5, 'x')";
  std::string const change =
      "ALTER TABLE k DROP COLUMN closed; ALTER TABLE k RENAME lower TO small";
  scenario const of{"",
                    base.c_str(),
                    there ? change.c_str() : "CREATE TABLE o (x int)",
                    there ? "CREATE TABLE o (x int)" : change.c_str(),
                    "",
                    ""};
  database db = open(":memory:");
  branches(db, of);
  merge_report const report = db.merge_branch("dev", "main");
  CHECK((report.at && report.conflicts.empty()));
  CHECK(db.check().empty());
  CHECK(relations(db) == "k(1,open,x;) k_pkey o() " + old_t + " t_pkey");
  CHECK(db.query_value<std::string>("SELECT small FROM k") == "x");
}

TEST_CASE("the winner's values stay where the merge before decided against them") {
  auto const [there, again, expected] =
      GENERATE(Catch::Generators::table<std::string, std::string, std::string>(
          {{"ALTER TABLE t ADD n int DEFAULT 1; UPDATE t SET n = id * 100",
            "ALTER TABLE t RENAME n TO n2", "t(1,10,100; 2,20,200;) t_pkey"},
           {"ALTER TABLE t ALTER a SET DEFAULT 1; ALTER TABLE t ADD n int NOT NULL DEFAULT 0; "
            "UPDATE t SET n = id * 100",
            "ALTER TABLE t ALTER n SET DEFAULT 3", "t(1,10,100; 2,20,200;) t_pkey"}}));
  std::string const here =
      "ALTER TABLE t ALTER a SET DEFAULT 2; ALTER TABLE t ADD n text DEFAULT 'm'";
  scenario const of{"", "", there.c_str(), here.c_str(), "", ""};
  database db = open(":memory:");
  branches(db, of);
  REQUIRE(db.merge_branch("dev", "main", on_conflict::target_wins).at);
  CHECK(relations(db) == "t(1,10,m; 2,20,m;) t_pkey");
  connect_options on_dev;
  on_dev.branch = "dev";
  db.connect(on_dev).execute(again);
  REQUIRE(db.merge_branch("dev", "main", on_conflict::branch_wins).at);
  CHECK(relations(db) == expected);
  CHECK(db.check().empty());
}

TEST_CASE("an index of one side is built over rows that the other wrote anew") {
  bool const there = GENERATE(false, true);
  std::string const index = "CREATE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (a)";
  std::string const anew = "ALTER TABLE t ALTER id TYPE text; DELETE FROM t WHERE a = 10";
  scenario const of{"", "", (there ? index : anew).c_str(), (there ? anew : index).c_str(), "", ""};
  database db = open(":memory:");
  branches(db, of);
  merge_report const report = db.merge_branch("dev", "main");
  CHECK((report.at && report.conflicts.empty()));
  CHECK(db.check().empty());
  CHECK(relations(db) == "i j t(2,20;) t_pkey");
}

}  // namespace helios::test
