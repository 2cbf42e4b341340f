// Rows that come in the order of their key become leaves without being rows first. What is there
// in the end must be what INSERT makes of the same rows, whatever comes between.
#include <helios/helios.hpp>

#include <tests/support/random.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <tuple>

namespace helios::test {

namespace {

constexpr char const* keyed =
    "CREATE TABLE t (k BIGINT PRIMARY KEY, small SMALLINT, many BIGINT, real FLOAT NOT NULL, "
    "yes BOOLEAN, what TEXT, day DATE, cost NUMERIC(10,2))";
constexpr char const* keyless =
    "CREATE TABLE t (k BIGINT, small SMALLINT, many BIGINT, real FLOAT NOT NULL, "
    "yes BOOLEAN, what TEXT, day DATE, cost NUMERIC(10,2))";

struct made_row {
  std::int64_t k = 0;
  std::optional<int> small;
  std::optional<std::int64_t> many;
  std::optional<double> real = 0;
  std::optional<bool> yes;
  std::optional<std::string> what;
};

made_row row_of(random_source& random, std::int64_t key) {
  made_row r;
  r.k = key;
  if (random.below(4) != 0) r.small = static_cast<int>(random.below(50)) - 25;
  if (random.below(9) != 0) r.many = static_cast<std::int64_t>(random.number());
  r.real = static_cast<double>(random.below(1000)) / 8;
  if (random.below(3) != 0) r.yes = random.below(2) == 0;
  if (random.below(5) != 0) {
    std::size_t const length = random.below(200) == 0 ? 200 + random.below(2000) : random.below(30);
    r.what = std::string(length, static_cast<char>('a' + random.below(26)));
  }
  return r;
}

/// What went wrong with a row: an SQLSTATE, or "".
template <class Sink>
std::string give(Sink& to, made_row const& r, std::uint64_t kind) {
  return state_of([&]() -> int {
    switch (kind) {
      case 0: to(r.k, 70000, r.many, r.real, r.yes, r.what); break;                // too large
      case 1: to(r.k, r.small, r.many, nullptr, r.yes, r.what); break;             // NOT NULL
      case 2: to(r.k, r.small, nullptr, r.real, r.yes, "\xff\xfe"); break;         // no UTF-8
      case 3: to(r.k, "7", r.many, r.real, "true", r.what); break;                 // casts
      case 4: to(r.k, r.small, r.many, 3, r.yes, types::value::text("x")); break;  // SQL values
      default: to(r.k, r.small, r.many, r.real, r.yes, r.what); break;
    }
    return 0;
  });
}

std::string content(executor& of) {
  std::string all;
  for (row const& r : of.query("SELECT concat_ws('|', k, small, coalesce(many, 7), real, yes, "
                               "coalesce(md5(what), '-'), day IS NULL, cost IS NULL) FROM t "
                               "ORDER BY k, small, many, real, yes, what"))
    all += r[0].as<std::string>() + '\n';
  return all;
}

void insert_before(database& db, std::string const& rows) {
  db.execute("INSERT INTO t (k, real) " + rows);
}

}  // namespace

TEST_CASE("what an appender loads is what INSERT makes of the same rows") {
  random_source random;
  CAPTURE(random.seed);
  for (int round = 0; round != 8; ++round) {
    bool const has_key = round % 4 != 3;
    temporary_folder const folder;
    std::string const path = folder.path() + "loaded.helios";
    database loaded = open(path, {.durability = durability::off});
    database inserted = open(":memory:");
    for (database* const db : {&loaded, &inserted}) {
      db->execute(has_key ? keyed : keyless);
      switch (round % 4) {
        case 1: insert_before(*db, "SELECT i * 3000, 0 FROM generate_series(-2, 8) i"); break;
        case 2: insert_before(*db, "SELECT i * 7, 0 FROM generate_series(2000, 3000) i"); break;
        default: break;
      }
    }
    statement model = inserted.prepare(
        "INSERT INTO t (k, small, many, real, yes, what) VALUES (?, ?, ?, ?, ?, ?)");
    appender app = loaded.appender("t", {"k", "small", "many", "real", "yes", "what"});
    auto const append = [&](auto const&... values) { app.row(values...); };
    auto const insert = [&](auto const&... values) { model.execute(values...); };
    // In one round keys stop to ascend at some place; in all of them now and then one repeats.
    std::uint64_t const turn = round == 4 ? 6000 : 20'000;
    std::int64_t key = -50;
    inserted.execute("BEGIN");
    for (std::uint64_t i = 0; i != 9000; ++i) {
      std::int64_t const step = static_cast<std::int64_t>(random.below(3));
      key += i >= turn ? step - 1 : random.below(100) == 0 ? 0 : step + 1;
      made_row const r = row_of(random, key);
      std::uint64_t const kind = random.below(300);
      // In a transaction a statement that fails ends it: as an appender's row that is refused does
      // not, the model goes back to before it.
      inserted.execute("SAVEPOINT s");
      std::string const expected = give(insert, r, kind);
      if (!expected.empty()) inserted.execute("ROLLBACK TO s");
      inserted.execute("RELEASE s");
      REQUIRE(give(append, r, kind) == expected);
    }
    inserted.execute("COMMIT");
    app.close();
    bool const same = content(loaded) == content(inserted);
    CHECK(same);
    CHECK(loaded.query_value<std::int64_t>("SELECT count(*) FROM t") ==
          inserted.query_value<std::int64_t>("SELECT count(*) FROM t"));
    CHECK(loaded.query_value<std::string>("PRAGMA integrity_check") == "ok");
    // Leaves are changed and read like all others, and come back from the file.
    for (database* const db : {&loaded, &inserted}) {
      db->execute("UPDATE t SET many = 1 WHERE k % 97 = 0");
      db->execute("DELETE FROM t WHERE k % 89 = 0");
    }
    std::string const after = content(inserted);
    bool const same_after = content(loaded) == after;
    CHECK(same_after);
    loaded = open(":memory:");  // the file is closed
    database again = open(path);
    bool const same_again = content(again) == after;
    CHECK(same_again);
    CHECK(again.query_value<std::string>("PRAGMA integrity_check") == "ok");
  }
}

TEST_CASE("appenders of two connections load one table at once") {
  temporary_folder const folder;
  for (char const* const create : {keyed, keyless}) {
    database db = open(folder.path() + (create == keyed ? "keyed" : "keyless"),
                       {.durability = durability::off});
    db.execute(create);
    database other = db.connect();
    appender a = db.appender("t", {"k", "real"});
    appender b = other.appender("t", {"k", "real"});
    for (std::int64_t i = 0; i != 9000; ++i) {
      a.row(i, 1.0);
      b.row(20'000 + i, 2.0);
    }
    CHECK(a.close() == 9000);
    CHECK(b.close() == 9000);
    CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM t") == 18'000);
    CHECK(db.query_value<std::int64_t>("SELECT sum(k) FROM t WHERE real = 2") ==
          20'000 * 9000 + 8999 * 4500);
    CHECK(db.query_value<std::string>("PRAGMA integrity_check") == "ok");
  }
}

TEST_CASE("a row that another connection puts among those that are loaded refuses the load") {
  database db = open(":memory:");
  db.execute(keyed);
  database other = db.connect();
  for (std::int64_t const key : {5000, 30'000}) {
    appender app = db.appender("t", {"k", "real"});
    for (std::int64_t i = 0; i != 9000; ++i) app.row(i, 1.0);
    other.execute("INSERT INTO t (k, real) VALUES (?, 7)", key);
    bool const among = key < 9000;
    CHECK(state_of([&] { return app.close(); }) == (among ? "40001" : ""));
    CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM t") == (among ? 1 : 9001));
    db.execute("DELETE FROM t WHERE k < 10000");
  }
}

TEST_CASE("what was loaded has a past, as what was inserted") {
  database db = open(":memory:");
  db.execute(keyed);
  db.execute("INSERT INTO t (k, real) VALUES (-1, 0)");
  db.execute("CREATE BRANCH before_load");
  appender app = db.appender("t", {"k", "real", "what"});
  std::string const text(5000, 'x');
  for (std::int64_t i = 0; i != 5000; ++i) app.row(i, 1.0, i % 1000 == 0 ? text : "short");
  app.close();
  db.execute("UPDATE t SET real = 2 WHERE k = 4321");
  CHECK(db.query_value<std::int64_t>(
            "SELECT count(*) FROM t VERSIONS BETWEEN SCN 1 AND NOW WHERE k = 4321") == 2);
  CHECK(db.query_value<std::int64_t>("SELECT sum(length(what)) FROM t") == 5 * 5000 + 4995 * 5);
  db.execute("USE BRANCH before_load");
  CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM t") == 1);
  db.execute("USE BRANCH main");
  db.execute("VACUUM");
  CHECK(db.query_value<std::int64_t>("SELECT sum(length(what)) FROM t") == 5 * 5000 + 4995 * 5);
}

TEST_CASE("a load that is under way while the file is replaced is complete") {
  temporary_folder const folder;
  database db = open(folder.path() + "t");
  db.execute(keyed);
  appender app = db.appender("t", {"k", "real", "what"});
  std::string const text(700, 'y');
  for (std::int64_t i = 0; i != 6000; ++i) {
    app.row(i, 1.0, i % 10 == 0 ? text : "short");
    if (i == 4000) db.connect().execute("VACUUM");
  }
  app.close();
  CHECK(db.query_value<std::int64_t>("SELECT sum(length(what)) FROM t") == 600 * 700 + 5400 * 5);
  db = open(":memory:");  // the file is closed
  database again = open(folder.path() + "t");
  CHECK(again.query_value<std::int64_t>("SELECT sum(length(what)) FROM t") == 600 * 700 + 5400 * 5);
}

}  // namespace helios::test
