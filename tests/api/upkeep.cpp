// VACUUM, retention and storage through the C++ API, and twins that return their errors.

#include <helios/api/api.hpp>
#include <tests/support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <sstream>

using namespace helios;

namespace {

std::int64_t sum(executor& in) { return in.query_value<std::int64_t>("SELECT sum(a) FROM t"); }

/// Returns the commit after which the rows sum up to 1.
scn fill(database& db) {
  db.execute("CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 1)");
  scn const one = db.newest();
  for (int i = 2; i != 200; ++i) db.execute("UPDATE t SET a = $1", i);
  return one;
}

}  // namespace

TEST_CASE("vacuum keeps all history unless it is told") {
  test::temporary_folder const folder;
  database db = open(folder.path() + "v.helios");
  scn const one = fill(db);
  db.checkpoint();
  db.vacuum();
  snapshot then = db.as_of(one);
  REQUIRE(sum(then) == 1);
  db.vacuum({.keep_from = db.newest()});
  REQUIRE(sum(db) == 199);
  REQUIRE(sum(then) == 1);  // who holds a state goes on reading it
  auto gone = db.try_as_of(one);
  REQUIRE((!gone || !gone->try_query("SELECT sum(a) FROM t")));
  REQUIRE(db.check().empty());
}

TEST_CASE("vacuum keeps the days that the database was opened with") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "v.helios";
  scn one{};
  {
    database db = open(path, {.retention_days = 30});
    one = fill(db);
    db.execute("VACUUM");
    snapshot then = db.as_of(one);
    REQUIRE(sum(then) == 1);
  }
  database db = open(path, {.retention_days = 0});
  REQUIRE(sum(db) == 199);
  std::uint64_t const before = db.storage().file_bytes;
  REQUIRE(db.try_vacuum());
  REQUIRE(db.storage().file_bytes < before);
  REQUIRE(db.try_query("SELECT sum(a) FROM t AS OF SCN $1", raw(one)).error().code() ==
          errc::invalid_parameter_value);
}

TEST_CASE("vacuum can be stopped") {
  database db = open(":memory:");
  fill(db);
  auto const stopped = db.try_vacuum(
      {.keep_from = {}, .progress = [](std::uint64_t, std::uint64_t) { return false; }});
  REQUIRE(!stopped);
  REQUIRE(stopped.error().code() == errc::query_canceled);
  REQUIRE(sum(db) == 199);
}

TEST_CASE("CHECKPOINT writes what was committed") {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "v.helios";
  {
    database db = open(path);
    fill(db);
    std::uint64_t const before = db.storage().log_bytes;
    REQUIRE(db.query("CHECKPOINT").tag() == "CHECKPOINT");
    REQUIRE(db.storage().log_bytes < before);
    // As in PostgreSQL, in a transaction block, too: the block goes on, and is not in it.
    db.execute("BEGIN; UPDATE t SET a = 7 WHERE id = 1; CHECKPOINT");
    REQUIRE(sum(db) == 7);
    db.execute("ROLLBACK");
    REQUIRE(sum(db) == 199);
    REQUIRE(db.check().empty());
  }
  database reader = open(path, {.read_only = true});
  REQUIRE(reader.try_query("CHECKPOINT").error().code() == errc::read_only_sql_transaction);
  REQUIRE(sum(reader) == 199);
  REQUIRE(open(":memory:").query("CHECKPOINT").tag() == "CHECKPOINT");
}

TEST_CASE("bytes are live, history or garbage") {
  test::temporary_folder const folder;
  database db = open(folder.path() + "v.helios");
  fill(db);
  db.checkpoint();
  storage_report const r = db.storage();
  REQUIRE(r.live_bytes > 0);
  REQUIRE(r.history_bytes > 0);
  REQUIRE(r.live_bytes + r.history_bytes + r.garbage_bytes == r.file_bytes);
  // A load that is given up leaves its pages behind.
  REQUIRE(
      !db.try_execute("BEGIN; INSERT INTO t SELECT g, g FROM generate_series(10, 20000) g;"
                      " SELECT 1 / 0"));
  db.execute("ROLLBACK");
  db.vacuum({.keep_from = db.newest()});
  REQUIRE(db.storage().garbage_bytes <= r.file_bytes);
}

TEST_CASE("twins return what the others throw") {
  database db = open(":memory:");
  fill(db);
  std::ostringstream out;
  REQUIRE(db.try_dump(out));
  REQUIRE(out.str().find("CREATE TABLE") != std::string::npos);
  REQUIRE(db.try_log());
  REQUIRE(db.try_create_tag("v1"));
  REQUIRE(!db.try_create_tag("v1"));
  REQUIRE(db.try_tags()->size() == 1);
  REQUIRE(db.try_drop_tag("v1"));
  REQUIRE(db.try_drop_tag("v1").error().code() == errc::undefined_object);
  REQUIRE(db.try_create_branch("dev"));
  REQUIRE(db.try_rename_branch("dev", "trial"));
  REQUIRE(!db.try_rename_branch("dev", "trial"));
  REQUIRE(db.try_branches()->size() == 2);
  REQUIRE(!db.try_reset_branch("nosuch", scn{1}));
  REQUIRE(db.try_storage());
  REQUIRE(db.try_checkpoint());
  REQUIRE(db.try_refresh());
}

TEST_CASE("a branch does not begin before the first commit") {
  database db = open(":memory:");
  REQUIRE(db.try_create_branch("nothing", scn{0}).error().code() ==
          errc::object_not_in_prerequisite_state);
}

TEST_CASE("PRAGMA foreign_key_list tells what a table refers to") {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b));"
      "CREATE TABLE other (id int PRIMARY KEY);"
      "CREATE TABLE child (x int, y int, z int REFERENCES other ON DELETE CASCADE, CHECK (x > 0),"
      " FOREIGN KEY (x, y) REFERENCES parent MATCH FULL ON UPDATE SET NULL ON DELETE RESTRICT)");
  std::string all;
  for (auto const& r : db.query("PRAGMA foreign_key_list(child)")) {
    all += std::to_string(r.get<int>(0)) + std::to_string(r.get<int>(1));
    for (std::size_t i = 2; i != 8; ++i) all += ' ' + r.get<std::string>(i);
    all += '\n';
  }
  CHECK(all ==
        "00 other z id NO ACTION CASCADE NONE\n"
        "10 parent x a SET NULL RESTRICT FULL\n"
        "11 parent y b SET NULL RESTRICT FULL\n");
  CHECK(db.query_value<int>("PRAGMA foreign_keys") == 1);
  db.execute("PRAGMA foreign_keys = on");
  CHECK(db.try_execute("PRAGMA foreign_keys = off").error().code() == errc::feature_not_supported);
}

TEST_CASE("BACKUP and REINDEX are statements too") {
  test::temporary_folder const folder;
  database db = open(folder.path() + "v.helios");
  fill(db);
  db.execute("BACKUP TO '" + folder.path() + "copy.helios'");
  db.execute("CREATE INDEX t_a ON t (a); REINDEX TABLE t; REINDEX INDEX t_a; REINDEX DATABASE v");
  database copy = open(folder.path() + "copy.helios", {.create = false});
  REQUIRE(sum(copy) == sum(db));
  REQUIRE(copy.check().empty());
  REQUIRE(db.try_execute("BEGIN; BACKUP TO '" + folder.path() + "other.helios'").error().code() ==
          errc::active_sql_transaction);
  db.execute("ROLLBACK");
  auto const restored = db.try_execute("RESTORE FROM '" + folder.path() + "copy.helios'");
  REQUIRE(restored.error().code() == errc::feature_not_supported);
  REQUIRE(restored.error().hint() == "A backup is a database: open it.");
}
