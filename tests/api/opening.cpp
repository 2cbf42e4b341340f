// What a database may look like when it is opened.

#include <helios/api/database.hpp>

#include <tests/support/temporary_folder.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("a database that has dropped its first branch opens again") {
  temporary_folder const folder;
  std::string const path = folder.path() + "renamed.helios";
  {
    database db = open(path);
    db.execute(
        "CREATE TABLE t (a INT); INSERT INTO t VALUES (1);"
        "CREATE BRANCH next; USE BRANCH next; DROP BRANCH main;"
        "ALTER BRANCH next RENAME TO main");
  }
  CHECK(open(path).query_value<int>("SELECT count(*)::int FROM t") == 1);
}
