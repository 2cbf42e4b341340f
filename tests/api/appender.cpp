#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

struct reading {
  int id;
  std::string what;
  std::optional<double> value;
};

database with_readings() {
  database db = open(":memory:");
  db.execute("CREATE TABLE readings (id INT PRIMARY KEY, what TEXT DEFAULT 'none', value FLOAT)");
  return db;
}

std::int64_t count(executor& in) {
  return in.query_value<std::int64_t>("SELECT count(*) FROM readings");
}

}  // namespace

TEST_CASE("rows are there when the appender is closed, all at once") {
  database db = with_readings();
  appender app = db.appender("readings");
  app.row(1, "a", 1.5);
  app.append(reading{2, "b", std::nullopt});
  CHECK(count(db) == 0);
  CHECK(app.close() == 2);
  CHECK(count(db) == 2);
  CHECK(state_of([&] { app.row(3, "c", 1); }) == "55000");
}

TEST_CASE("an appender that is not closed adds nothing") {
  database db = with_readings();
  {
    appender app = db.appender("readings");
    app.row(1, "a", 1.5);
  }
  CHECK(count(db) == 0);
}

TEST_CASE("columns that are not named get their defaults") {
  database db = with_readings();
  appender app = db.appender("public.readings", {"id"});
  app.row(1);
  app.close();
  CHECK(db.query_value<std::string>("SELECT what FROM readings") == "none");
}

TEST_CASE("a row that is refused does not spoil the others") {
  database db = with_readings();
  appender app = db.appender("readings", {"id", "what"});
  app.row(1, "a");
  CHECK(app.try_row(1, "again").error().sqlstate() == "23505");
  CHECK(state_of([&] { app.row("x", "b"); }) == "22P02");
  CHECK(state_of([&] { app.row(2); }) == "42601");
  app.row(2, "b");
  CHECK(app.close() == 2);
  CHECK(state_of([&] { return db.appender("nowhere"); }) == "42P01");
  CHECK(state_of([&] { return db.appender("readings", {"nothing"}); }) == "42703");
}

TEST_CASE("within a transaction the rows are part of it") {
  database db = with_readings();
  {
    transaction tx = db.begin();
    appender app = db.appender("readings", {"id"});
    app.row(1);
    app.close();
    CHECK(count(tx) == 1);
  }
  CHECK(count(db) == 0);
}

TEST_CASE("labels are appended as texts") {
  database db = open(":memory:");
  db.execute("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE t (id INT, m mood)");
  appender app = db.appender("t");
  app.row(1, "happy");
  app.row(2, nullptr);
  CHECK(state_of([&] { app.row(3, "mad"); }) == "22P02");
  app.row(4, "sad");
  app.close();
  CHECK(db.query_value<std::string>("SELECT string_agg(m::text, ' ' ORDER BY m) FROM t") ==
        "sad happy");
}

}  // namespace helios::test
