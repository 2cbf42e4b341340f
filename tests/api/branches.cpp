#include <helios/api/branch_statements.hpp>

#include <tests/api/session_fixture.hpp>

using namespace helios;
using namespace helios::test;

namespace {

constexpr std::string_view people =
    "CREATE TABLE t (id int PRIMARY KEY, name text, age int);"
    "INSERT INTO t VALUES (1, 'Ada', 36), (2, 'Bob', 41)";

}  // namespace

TEST_CASE("a branch is made from where the session is, from a name, from the past") {
  session_fixture f(people);
  REQUIRE(f("CREATE DATABASE BRANCH dev") == "CREATE BRANCH");
  REQUIRE(f("CREATE DATABASE BRANCH dev") == "42710 branch \"dev\" already exists");
  REQUIRE(f("CREATE BRANCH IF NOT EXISTS dev") == "CREATE BRANCH");
  std::string const before = f("SELECT current_scn()");
  f("UPDATE t SET age = 37 WHERE id = 1");
  REQUIRE(f("CREATE DATABASE BRANCH old AS OF SCN " + before + " FROM main") == "CREATE BRANCH");
  REQUIRE(f("CREATE DATABASE BRANCH dev-20251121 FROM CURRENT AS OF NOW "
            "WITH (replication_factor = 3, region = 'us-west-2')") == "CREATE BRANCH");
  REQUIRE(f("CREATE DATABASE BRANCH staging-v2.1 FROM nowhere") ==
          "42704 branch \"nowhere\" does not exist");
  REQUIRE(f("SELECT age FROM old.t WHERE id = 1") == "36");
  REQUIRE(f("USE BRANCH \"dev-20251121\"; SELECT age FROM t WHERE id = 1") == "37");
  REQUIRE(f("SELECT current_branch()") == "dev-20251121");
  f("USE BRANCH main; INSERT INTO t VALUES (3, 'Cy', 5)");
  REQUIRE(f("USE BRANCH dev; SELECT count(*) FROM t") == "2");
  REQUIRE(f("BEGIN; CREATE BRANCH x") ==
          "25001 a statement about branches or tags cannot run inside a transaction block");
}

TEST_CASE("branches are renamed, reset and dropped; their options are kept") {
  session_fixture f(people);
  f("CREATE BRANCH dev WITH (region = 'eu'); ALTER DATABASE BRANCH dev SET (owner = 'ops', region "
    "= 'us')");
  REQUIRE(f("SELECT options FROM pg_database_branches() WHERE branch_name = 'dev'") ==
          "region = us, owner = ops");
  REQUIRE(f("ALTER DATABASE BRANCH dev RENAME TO main") == "42710 branch \"main\" already exists");
  REQUIRE(f("ALTER DATABASE BRANCH dev RENAME TO staging-v2.1") == "ALTER BRANCH");
  std::string const before = f("SELECT current_scn()");
  f("DELETE FROM t");
  REQUIRE(f("ALTER DATABASE BRANCH main RESET TO SCN " + before) == "ALTER BRANCH");
  REQUIRE(f("SELECT count(*) FROM t") == "2");
  REQUIRE(f("DROP DATABASE BRANCH nowhere") == "42704 branch \"nowhere\" does not exist");
  REQUIRE(f("DROP DATABASE BRANCH IF EXISTS nowhere") == "DROP BRANCH");
  REQUIRE(f("DROP DATABASE BRANCH staging-v2.1 FORCE") == "DROP BRANCH");
  REQUIRE(f("DROP DATABASE BRANCH main") == "55006 the last branch cannot be dropped");
}

TEST_CASE("main is replaced by a branch, as the recipe says") {
  session_fixture f(people);
  f("CREATE DATABASE BRANCH backup_daily FROM main AS OF NOW; DELETE FROM t");
  f("CREATE DATABASE BRANCH main_new FROM backup_daily AS OF NOW");
  api::outcome const dropped = outcome_of(*f.own, "DROP DATABASE BRANCH main");
  REQUIRE(dropped.notices.size() == 1);
  REQUIRE(f("SELECT count(*) FROM t").starts_with("42704 "));
  REQUIRE(f("ALTER DATABASE BRANCH main_new RENAME TO main") == "ALTER BRANCH");
  REQUIRE(f("SELECT count(*) FROM t") == "2");
  REQUIRE(f("INSERT INTO t VALUES (3, 'Cy', 5)") == "INSERT 0 1");
  REQUIRE(api::session(f.db).branch() == "main");
  REQUIRE(f.own->branch() == "main");
}

TEST_CASE("a merge takes over rows and definitions") {
  session_fixture f(people);
  f("CREATE BRANCH dev; USE BRANCH dev; INSERT INTO t VALUES (3, 'Cy', 5);"
    "ALTER TABLE t ADD city text; CREATE INDEX ON t (name); USE BRANCH main");
  f("UPDATE t SET age = 40 WHERE id = 2");
  api::outcome const done = outcome_of(*f.own,
                                       "MERGE DATABASE BRANCH dev INTO main "
                                       "WITH (delete_branch_after = true)");
  REQUIRE(done.tag.text().starts_with("MERGE "));
  REQUIRE(text_of(*done.stream).empty());
  REQUIRE(f("SELECT * FROM t ORDER BY id") == "1|Ada|36|null, 2|Bob|40|null, 3|Cy|5|null");
  REQUIRE(f("SELECT count(*) FROM pg_database_branches()") == "1");
  REQUIRE(f("SELECT count(*) FROM integrity_check()") == "0");
}

TEST_CASE("conflicts are rows; nothing is merged while there are any") {
  session_fixture f(people);
  f("CREATE BRANCH dev; USE BRANCH dev; UPDATE t SET age = 50 WHERE id = 1;"
    "DELETE FROM t WHERE id = 2; INSERT INTO t VALUES (3, 'Cy', 5); USE BRANCH main;"
    "UPDATE t SET age = 60 WHERE id = 1; UPDATE t SET name = 'Rob' WHERE id = 2;"
    "INSERT INTO t VALUES (3, 'Di', 6)");
  std::string const conflicts =
      "cell|t|1|age|36|60|50, delete_modify|t|2|null|(2, Bob, 41)|(2, Rob, 41)|null, "
      "insert_insert|t|3|null|null|(3, Di, 6)|(3, Cy, 5)";
  REQUIRE(f("SELECT * FROM helios_merge_conflicts('dev', 'main')") == conflicts);
  api::outcome const tried =
      outcome_of(*f.own, "MERGE DATABASE BRANCH dev INTO main WITH (delete_branch_after = true)");
  REQUIRE(tried.tag == "MERGE 0 CONFLICTS 3");
  REQUIRE(tried.notices.size() == 1);
  REQUIRE(tried.columns->size() == 7);
  REQUIRE(text_of(*tried.stream) == conflicts);
  REQUIRE(f("SELECT * FROM t ORDER BY id") == "1|Ada|60, 2|Rob|41, 3|Di|6");
  REQUIRE(outcome_of(*f.own, "MERGE BRANCH dev WITH (dry_run = true)").tag ==
          "MERGE 0 CONFLICTS 3 DRY RUN");
  REQUIRE(f("MERGE BRANCH dev WITH (conflict_resolution = 'maybe')").starts_with("22023 "));
  REQUIRE(f("MERGE BRANCH dev WITH (speed = 1)") == "22023 unrecognized merge option \"speed\"");
  REQUIRE(f("MERGE BRANCH main INTO main") == "22023 a branch cannot be merged into itself");
  REQUIRE(outcome_of(*f.own, "MERGE BRANCH dev WITH (conflict_resolution = 'branch_wins')").tag ==
          "MERGE 3");
  REQUIRE(f("SELECT * FROM t ORDER BY id") == "1|Ada|50, 3|Cy|5");
}

TEST_CASE("tags name states") {
  session_fixture f(people);
  REQUIRE(f("CREATE TAG v1.0") == "CREATE TAG");
  REQUIRE(f("CREATE TAG v1.0") == "42710 tag \"v1.0\" already exists");
  REQUIRE(f("CREATE TAG IF NOT EXISTS v1.0") == "CREATE TAG");
  f("DELETE FROM t");
  REQUIRE(f("SELECT count(*) FROM t AS OF TAG 'v1.0'") == "2");
  REQUIRE(f("SELECT tag_name, branch_name FROM helios_tags") == "v1.0|main");
  REQUIRE(f("CREATE BRANCH again AS OF TAG 'v1.0'; USE BRANCH again; SELECT count(*) FROM t") ==
          "2");
  REQUIRE(f("DROP TAG v1.0") == "DROP TAG");
  REQUIRE(f("DROP TAG v1.0") == "42704 tag \"v1.0\" does not exist");
  REQUIRE(f("DROP TAG IF EXISTS v1.0") == "DROP TAG");
}

TEST_CASE("SHOW BRANCHES") {
  session_fixture f;
  f("CREATE BRANCH dev");
  api::outcome const shown = outcome_of(*f.own, "SHOW BRANCHES");
  REQUIRE(shown.tag == "SHOW");
  REQUIRE(shown.columns->at(0).name == "branch_name");
  REQUIRE(shown.columns->at(3).name == "is_current");
}
