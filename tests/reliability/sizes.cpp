// Reliability 23: statements, rows and catalogs of great size. They work, or are refused by 54xxx,
// 53xxx or 22xxx; the database goes on.
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <functional>

using namespace helios;
using namespace helios::testing;

namespace {

std::string joined(std::size_t n, std::string_view between, auto const& item) {
  std::string all;
  for (std::size_t i = 0; i != n; ++i) {
    if (i != 0) all += between;
    all += item(i);
  }
  return all;
}
std::string number(std::size_t i) { return std::to_string(i); }

/// The SQLSTATE, after it has been seen that the database goes on.
std::string state_of(database& db, std::function<void()> const& run) {
  std::string const state = test::state_of([&] { run(); });
  INFO("after " << state);
  REQUIRE(answer(db, "SELECT count(*) FROM here") == "1|\n");
  return state;
}
bool is_limit(std::string const& state) {
  return state.starts_with("54") || state.starts_with("53") || state.starts_with("22");
}

database make() {
  database db = helios::open(":memory:");
  db.execute("CREATE TABLE here (a int); INSERT INTO here VALUES (1)");
  return db;
}

}  // namespace

TEST_CASE("reliability 23: many columns") {
  database db = make();
  for (std::size_t const n : {100U, 1600U, 1601U, 16000U}) {
    INFO(n << " columns");
    std::string const name = "c" + number(n);
    std::string const state = state_of(db, [&] {
      db.execute("CREATE TABLE " + name + " (" +
                 joined(n, ", ", [](std::size_t i) { return "c" + number(i) + " int"; }) + ")");
      db.execute("INSERT INTO " + name + " VALUES (" + joined(n, ", ", number) + ")");
      if (answer(db, "SELECT c" + number(n - 1) + " FROM " + name) != number(n - 1) + "|\n")
        FAIL("a wrong value");
    });
    CHECK((state.empty() || is_limit(state)));
    if (n <= 1600) CHECK(state.empty());
  }
}

TEST_CASE("reliability 23: long lists") {
  database db = make();
  std::size_t const n = test::run_size("LIST", 100'000);
  for (auto const& [name, sql] : std::vector<std::pair<char const*, std::string>>{
           {"IN", "SELECT 5 IN (" + joined(n, ", ", number) + ")"},
           {"AND", "SELECT true" + joined(n, "", [](std::size_t) { return " AND true"; })},
           {"OR", "SELECT false" + joined(n, "", [](std::size_t) { return " OR true"; })},
           {"VALUES", "SELECT count(*) = " + number(n) + " FROM (VALUES " +
                          joined(n, ", ", [](std::size_t i) { return "(" + number(i) + ")"; }) +
                          ") AS v (x)"},
       }) {
    INFO(name);
    std::string found;
    std::string const state = state_of(db, [&, &text = sql] { found = answer(db, text); });
    if (state.empty()) {
      CHECK(found == "t|\n");
    } else {
      CHECK(is_limit(state));
    }
  }
  std::string const state = state_of(db, [&] {
    db.execute("CREATE TABLE many (a int); INSERT INTO many VALUES " +
               joined(n, ", ", [](std::size_t i) { return "(" + number(i) + ")"; }));
    if (answer(db, "SELECT count(*) FROM many") != number(n) + "|\n") FAIL("rows are missing");
  });
  CHECK(state.empty());
}

TEST_CASE("reliability 23: many parameters") {
  database db = make();
  for (std::size_t const n : {1000U, 65535U, 65536U, 70000U}) {
    INFO(n << " parameters");
    std::vector<types::value> const values(n, types::value(std::int32_t{1}));
    std::string const state = state_of(db, [&] {
      static_cast<void>(
          db.prepare("SELECT count(*) FROM here WHERE a IN (" +
                     joined(n, ", ", [](std::size_t i) { return "$" + number(i + 1); }) + ")")
              .run(values));
    });
    if (n <= 65535)
      CHECK((state.empty() || is_limit(state)));
    else
      CHECK((is_limit(state) || state.starts_with("42")));
  }
}

TEST_CASE("reliability 23: long texts, long statements, long rows") {
  database db = make();
  std::size_t const mebi = test::run_size("TEXT_MEBIBYTES", 24);
  db.execute("CREATE TABLE wide (id int PRIMARY KEY, a text, b text)");
  std::size_t const length = mebi << 20;
  CHECK(state_of(db, [&] {
          db.execute("INSERT INTO wide VALUES (1, '" + std::string(length, 'x') + "', 'y')");
        }).empty());
  CHECK(state_of(db, [&] {
          db.execute("INSERT INTO wide VALUES (2, repeat('x', $1), repeat('y', $1))",
                     static_cast<std::int32_t>(length));
        }).empty());
  CHECK(answer(db, "SELECT id, length(a), length(b) FROM wide ORDER BY id") ==
        "1|" + number(length) + "|1|\n2|" + number(length) + "|" + number(length) + "|\n");
  // Longer than any value may be.
  CHECK(is_limit(state_of(db, [&] {
    static_cast<void>(
        answer(db, "SELECT length(repeat('x', 2000000000) || repeat('x', 2000000000))"));
  })));
  CHECK(is_limit(state_of(db, [&] {
    db.execute("INSERT INTO wide VALUES (3, repeat('abcdefgh', 150000000), NULL)");
  })));
  CHECK(answer(db, "SELECT count(*) FROM wide") == "2|\n");
}

TEST_CASE("reliability 23: keys longer than a key may be, names longer than a name") {
  database db = make();
  db.execute(
      "CREATE TABLE k (a text PRIMARY KEY); CREATE TABLE i (a text); CREATE INDEX i_a ON i (a)");
  for (std::size_t const n : {1000U, 2000U, 2049U, 100'000U}) {
    INFO(n << " bytes");
    std::string const value = "'" + std::string(n, 'k') + "'";
    for (char const* table : {"k", "i"}) {
      std::string const state = state_of(
          db, [&] { db.execute("INSERT INTO " + std::string(table) + " VALUES (" + value + ")"); });
      if (n <= 2000)
        CHECK(state.empty());
      else
        CHECK(is_limit(state));
    }
  }
  std::string const name(5000, 'n');
  std::string const state = state_of(db, [&] { db.execute("CREATE TABLE " + name + " (a int)"); });
  CHECK((state.empty() || state.starts_with("42") || is_limit(state)));
}

TEST_CASE("reliability 23: many tables, many indexes") {
  database db = make();
  std::size_t const tables = test::run_size("TABLES", 500);
  std::size_t const indexes = test::run_size("INDEXES", 60);
  std::string const state = state_of(db, [&] {
    db.execute("BEGIN");
    for (std::size_t i = 0; i != tables; ++i)
      db.execute("CREATE TABLE t" + number(i) + " (a int PRIMARY KEY, b int)");
    db.execute("COMMIT");
    for (std::size_t i = 0; i != indexes; ++i)
      db.execute("CREATE INDEX i" + number(i) + " ON t0 (b, a)");
    db.execute("INSERT INTO t0 SELECT i, i FROM generate_series(1, 100) AS s (i)");
  });
  CHECK(state.empty());
  CHECK(answer(db, "SELECT count(*) FROM t0 WHERE b > 50") == "50|\n");
  CHECK(db.check().empty());
}
