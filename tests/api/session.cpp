#include <helios/api/session.hpp>

#include <tests/api/session_fixture.hpp>

#include <atomic>
#include <thread>

using namespace helios;
using namespace helios::test;

TEST_CASE("a text is parsed as a whole; each statement knows its own part") {
  auto const all = api::parse("SELECT 1; ; INSERT INTO t VALUES (1) ;SELECT 'a;b'");
  REQUIRE(all.size() == 3);
  CHECK(all[0]->text() == "SELECT 1");
  CHECK(all[1]->text() == "INSERT INTO t VALUES (1)");
  CHECK(all[2]->text() == "SELECT 'a;b'");
  auto const e = thrown_by([] { return api::parse("SELECT 1; SELEC 2"); });
  REQUIRE(e);
  CHECK(e->sqlstate() == "42601");
  CHECK(e->position() == 11);
}

TEST_CASE("errors count their positions in the whole text") {
  session_fixture db;
  auto const all = api::parse("SELECT 1; SELECT x");
  auto const e = thrown_by([&] { return db.own->run(all[1]).tag.text(); });
  REQUIRE(e);
  CHECK(e->sqlstate() == "42703");
  CHECK(e->position() == 18);
}

TEST_CASE("queries answer rows, with names and types") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, name text);"
      "INSERT INTO t VALUES (1, 'Ada'), (2, NULL)");
  CHECK(db("SELECT id, name FROM t ORDER BY id") == "1|Ada, 2|null");
  api::outcome const o = outcome_of(*db.own, "SELECT id AS n, name || '!' FROM t");
  REQUIRE(o.columns->size() == 2);
  CHECK(o.columns->at(0).name == "n");
  CHECK(o.columns->at(0).type == types::type_id::int4);
  CHECK(o.columns->at(1).name == "?column?");
  CHECK(o.tag == "SELECT");
  auto const described = db.own->describe(api::parse("SELECT count(*) FROM t")[0]);
  REQUIRE(described.size() == 1);
  CHECK(described[0].name == "count");
  CHECK(described[0].type == types::type_id::int8);
  CHECK(db.own->describe(api::parse("INSERT INTO t VALUES (3)")[0]).empty());
}

TEST_CASE("a stream reads its statement's state, whatever happens meanwhile") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY);"
      "INSERT INTO t VALUES (1), (2), (3), (4), (5)");
  api::session_options small;
  small.batch_rows = 2;
  auto s = std::make_unique<api::session>(db.db, small);
  std::string const five = "1, 2, 3, 4, 5";
  SECTION("autocommit") {
    auto const o = outcome_of(*s, "SELECT id FROM t ORDER BY id");
    CHECK(run(*s, "DELETE FROM t") == "DELETE 5");
    CHECK(text_of(*o.stream) == five);
  }
  SECTION("in a transaction that wrote, which then ends") {
    std::string const how = GENERATE(as<std::string>(), "COMMIT", "ROLLBACK", "ROLLBACK TO s", "");
    CAPTURE(how);
    CHECK(run(*s, "BEGIN; SAVEPOINT s; DELETE FROM t WHERE id = 5; INSERT INTO t VALUES (6)") ==
          "INSERT 0 1");
    auto const o = outcome_of(*s, "SELECT id FROM t");
    exec::batch first;
    REQUIRE(o.stream->next(first));
    CHECK(first.count() == 2);
    CHECK(run(*s, "UPDATE t SET id = id + 100") == "UPDATE 5");
    if (how.empty())
      s.reset();
    else
      run(*s, how);
    CHECK(text_of(*o.stream) == "3, 4, 6");
  }
  SECTION("behind its session's and everybody's end") {
    auto const o = outcome_of(*s, "SELECT id FROM t");
    s.reset();
    db.own.reset();
    std::weak_ptr<history::engine> const engine = db.db->engine;
    db.db.reset();
    CHECK(!engine.expired());
    CHECK(text_of(*o.stream) == five);
  }
}

TEST_CASE("parameters take the type of their place, and plans are kept by their types") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, name text);"
      "INSERT INTO t VALUES (1, 'Ada'), (2, 'Bob')");
  auto const find = api::parse("SELECT name FROM t WHERE id = $1")[0];
  auto const name_of = [&](value const& v) {
    return text_of(db.own->run(find, std::vector<value>{v}));
  };
  CHECK(name_of(value(std::int32_t{1})) == "Ada");
  CHECK(name_of(value(std::int32_t{2})) == "Bob");
  CHECK(name_of(value(std::int64_t{2})) == "Bob");
  CHECK(name_of(value::text("1", types::type_id::unknown)) == "Ada");
  CHECK(name_of({}) == "");
  SECTION("another schema needs another plan") {
    CHECK(db("ALTER TABLE t RENAME COLUMN name TO label") == "ALTER TABLE");
    auto const e = thrown_by([&] { return name_of(value(std::int32_t{1})); });
    REQUIRE(e);
    CHECK(e->sqlstate() == "42703");
    CHECK(db("ALTER TABLE t RENAME COLUMN label TO name") == "ALTER TABLE");
    CHECK(name_of(value(std::int32_t{1})) == "Ada");
  }
  SECTION("definitions that a transaction takes back") {
    CHECK(db("BEGIN; ALTER TABLE t DROP COLUMN name; ALTER TABLE t ADD COLUMN name text DEFAULT "
             "'x'") == "ALTER TABLE");
    CHECK(name_of(value(std::int32_t{1})) == "x");
    CHECK(db("ROLLBACK") == "ROLLBACK");
    CHECK(name_of(value(std::int32_t{1})) == "Ada");
  }
  SECTION("another search path") {
    CHECK(db("CREATE SCHEMA o; CREATE TABLE o.t (id int PRIMARY KEY, name text);"
             "INSERT INTO o.t VALUES (1, 'Other'); SET search_path = o") == "SET");
    CHECK(name_of(value(std::int32_t{1})) == "Other");
  }
  SECTION("now() is not kept") {
    auto const now = api::parse("SELECT now()")[0];
    std::string const a = text_of(db.own->run(now));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(text_of(db.own->run(now)) != a);
  }
}

TEST_CASE("statements stop when they are told to") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY)");
  std::string_view const forever = "SELECT count(*) FROM generate_series(1, 1000000000000)";
  std::string_view const endless_change =
      "INSERT INTO t SELECT 1 FROM generate_series(1, 1000000000000)";
  std::string const by_timeout = "57014 canceling statement due to statement timeout";
  std::string const by_request = "57014 canceling statement due to user request";
  SECTION("statement_timeout") {
    CHECK(db("SET statement_timeout = '20ms'") == "SET");
    CHECK(db(forever) == by_timeout);
    CHECK(db(endless_change) == by_timeout);
    CHECK(db("SET statement_timeout = 0; SELECT 1") == "1");
  }
  SECTION("the caller's timeout") {
    api::run_options how;
    how.timeout = std::chrono::milliseconds(20);
    CHECK(run(*db.own, forever, {}, how) == by_timeout);
  }
  SECTION("cancel() and stop tokens") {
    CHECK((db.own->cancel(), db("SELECT 1")) == "1");
    std::stop_source stop;
    bool const by_token = GENERATE(false, true);
    std::atomic<bool> ended = false;
    std::thread other([&] {
      // cancel() stops what runs: where the statement has not begun yet it has to come again.
      do {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        by_token ? static_cast<void>(stop.request_stop()) : db.own->cancel();
      } while (!ended);
    });
    api::run_options how;
    how.stop = stop.get_token();
    CHECK(run(*db.own, forever, {}, how) == by_request);
    ended = true;
    other.join();
    CHECK(db("SELECT 1") == "1");
  }
  SECTION("progress") {
    api::run_options how;
    std::uint64_t seen = 0;
    how.progress = [&seen](std::uint64_t rows) { return (seen = rows) < 1000; };
    CHECK(run(*db.own, "INSERT INTO t SELECT * FROM generate_series(1, 100000)", {}, how) ==
          by_request);
    CHECK(seen >= 1000);
    CHECK(seen < 10000);
    CHECK(db("SELECT count(*) FROM t") == "0");
  }
}

TEST_CASE("sessions on the past, on branches, and read-only") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
  scn const then = db.own->newest();
  CHECK(db("INSERT INTO t VALUES (2)") == "INSERT 0 1");
  api::session_options past;
  past.as_of = then;
  api::session old(db.db, past);
  CHECK(run(old, "SELECT id FROM t") == "1");
  CHECK(run(old, "INSERT INTO t VALUES (3)") ==
        "25006 cannot execute INSERT in a read-only transaction");
  CHECK(run(old, "BEGIN; SELECT id FROM t; COMMIT") == "COMMIT");
  CHECK(db("SELECT id FROM t AS OF SCN " + std::to_string(raw(then))) == "1");
  CHECK(db("SELECT count(*) FROM t AS OF NOW") == "2");
  CHECK(db("SELECT count(*) FROM t AS OF SCN $1", {value(std::int64_t(raw(then)))}) == "1");
  CHECK(db("SELECT count(*) FROM t AS OF SCN 999999").starts_with("22023"));
  CHECK(db("SELECT count(*) FROM t AS OF TAG 'then'") == "42704 tag \"then\" does not exist");
  db.db->engine->create_tag("then", history::main_branch, then);
  CHECK(db("SELECT count(*) FROM t AS OF TAG 'then'") == "1");
  CHECK(db("SELECT count(*) FROM t AS OF TIMESTAMP (SELECT now())") == "2");
  CHECK(db("SELECT count(*) FROM t VERSIONS BETWEEN SCN " + std::to_string(raw(then)) +
           " AND NOW") == "2");

  db.db->engine->create_branch("dev", history::main_branch);
  api::session_options on_dev;
  on_dev.branch = "dev";
  api::session dev(db.db, on_dev);
  CHECK(dev.branch() == "dev");
  CHECK(run(dev, "DELETE FROM t WHERE id = 1") == "DELETE 1");
  CHECK(db("SELECT count(*) FROM t") == "2");
  CHECK(db("SELECT count(*) FROM dev.t") == "1");
  CHECK(db("BEGIN; SELECT count(*) FROM dev.t") == "1");
  CHECK(run(dev, "INSERT INTO t VALUES (7)") == "INSERT 0 1");
  CHECK(db("SELECT count(*) FROM dev.t") == "1");
  CHECK(db("DELETE FROM dev.t").starts_with("25006"));
  CHECK(db("ROLLBACK; SELECT count(*) FROM dev.t") == "2");
  CHECK(run(dev, "DELETE FROM t WHERE id = 7") == "DELETE 1");
  CHECK(db("USE BRANCH dev; SELECT count(*) FROM t") == "1");
  CHECK(db("BEGIN; USE BRANCH main") == "25001 USE BRANCH cannot run inside a transaction block");
  CHECK(db("ROLLBACK; USE BRANCH nowhere") == "42704 branch \"nowhere\" does not exist");
}
