#include <helios/helios.hpp>

#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <ranges>
#include <sstream>
#include <thread>

namespace helios::test {

namespace {

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
};

database with_users() {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE users (id INT PRIMARY KEY, name TEXT NOT NULL, age INT);"
      "INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bob', 20), (3, 'Cy', NULL)");
  return db;
}

std::int64_t count(executor& in) {
  return in.query_value<std::int64_t>("SELECT count(*) FROM users");
}

}  // namespace

TEST_CASE("execute answers with rows affected") {
  database db = with_users();
  CHECK(db.execute("INSERT INTO users VALUES ($1, $2, $3)", 4, "Di", std::nullopt) == 1);
  CHECK(db.execute("UPDATE users SET age = 1 WHERE id > $1", 2) == 2);
  CHECK(db.execute("DELETE FROM users") == 4);
  CHECK(db.execute("CREATE TABLE t (a INT)") == 0);
  CHECK(db.execute("") == 0);
}

TEST_CASE("queries read as rows, values, tuples, structs") {
  database db = with_users();
  std::vector<std::string> names;
  for (row r : db.query("SELECT * FROM users WHERE age > $1 ORDER BY id", 10)) {
    names.emplace_back(r["name"].as<std::string_view>());
  }
  CHECK(names == std::vector<std::string>{"Ada", "Bob"});
  std::int64_t sum = 0;
  for (auto [id, name] : db.query<std::int64_t, std::string>("SELECT id, name FROM users")) {
    sum += id + static_cast<std::int64_t>(name.size());
  }
  CHECK(sum == 6 + 8);
  std::vector<user> all;
  for (user const& u : db.query<user>("SELECT * FROM users ORDER BY id")) all.push_back(u);
  REQUIRE(all.size() == 3);
  CHECK(all[0].age == 36);
  CHECK(all[2].age == std::nullopt);

  std::optional<user> const found = db.query_one<user>("SELECT * FROM users WHERE id = $1", 2);
  REQUIRE(found);
  CHECK(found->name == "Bob");
  CHECK(!db.query_one<user>("SELECT * FROM users WHERE id = $1", 7));
  CHECK(db.query_one("SELECT name FROM users WHERE id = 1")->get<std::string>(0) == "Ada");
  CHECK(state_of([&] { return db.query_one("SELECT * FROM users"); }) == "P0003");
  CHECK(state_of([&] { return db.query_value<int>("SELECT id FROM users WHERE id = 9"); }) ==
        "P0002");
}

TEST_CASE("a result is a range for std::ranges, and rows may be kept") {
  database db = open(":memory:");
  db.execute("CREATE TABLE n (i INT PRIMARY KEY, t TEXT)");
  auto add = db.appender("n");
  for (int i = 0; i != 5000; ++i) add.row(i, "a text that is too long for any small buffer");
  add.close();

  static_assert(std::ranges::input_range<result>);
  static_assert(std::ranges::view<result>);
  static_assert(std::ranges::view<result_of<int>>);
#if !defined(__clang__) || __clang_major__ > 15  // older ones do not take libstdc++'s views
  auto even = db.query<int>("SELECT i FROM n ORDER BY i") |
              std::views::filter([](int i) { return i % 2 == 0; });
  int seen = 0;
  for (int const i : even) seen += i;
  CHECK(seen == 2499 * 2500);
#endif

  std::vector<row> kept;
  for (row const& r : db.query("SELECT * FROM n ORDER BY i")) {
    if (r.get<int>(0) % 1000 == 0) kept.push_back(r);
  }
  REQUIRE(kept.size() == 5);
  CHECK(kept[1].get<int>(0) == 1000);
  CHECK(kept[4].get<std::string>(1) == "a text that is too long for any small buffer");
}

TEST_CASE("a result reads the state of its beginning, and keeps the database") {
  std::optional<result> rows;
  {
    database db = with_users();
    rows = db.query("SELECT id FROM users ORDER BY id");
    db.execute("DELETE FROM users");
    db.execute("DROP TABLE users");
  }
  std::vector<int> ids;
  for (row const& r : *rows) ids.push_back(r.get<int>(0));
  CHECK(ids == std::vector<int>{1, 2, 3});
}

TEST_CASE("a row outlives a result that was not read to its end") {
  std::optional<row> kept;
  {
    database db = with_users();
    db.execute("INSERT INTO users (id, name) VALUES (9, 'a text that no small buffer would hold')");
    {
      result rows = db.query("SELECT name FROM users ORDER BY id DESC");
      kept = *rows.begin();
    }
    db.execute("DELETE FROM users");
    for (row const& r : db.query("SELECT 'something else' FROM generate_series(1, 100)"))
      static_cast<void>(r);
  }
  CHECK(kept->get<std::string>(0) == "a text that no small buffer would hold");
}

TEST_CASE("a transaction that is not committed leaves no trace") {
  database db = with_users();
  {
    transaction tx = db.begin();
    tx.execute("DELETE FROM users");
    CHECK(count(tx) == 0);
    CHECK(state_of([&] { return db.begin(); }) == "25001");
  }
  CHECK(count(db) == 3);

  transaction tx = db.begin();
  tx.execute("DELETE FROM users WHERE id = 1");
  tx.savepoint("one");
  tx.execute("DELETE FROM users");
  tx.rollback_to("one");
  tx.commit();
  CHECK(!tx.active());
  CHECK(state_of([&] { tx.execute("SELECT 1"); }) == "55000");
  CHECK(count(db) == 2);
}

TEST_CASE("the end of a database rolls back, even while a result keeps the session") {
  database db = with_users();
  std::optional<result> rows;
  {
    database other = db.connect();
    other.execute("BEGIN");
    other.execute("DELETE FROM users");
    rows = other.query("SELECT 1");
  }
  CHECK(count(db) == 3);
}

TEST_CASE("transaction(f) runs again after 40001, and returns what f does") {
  database db = with_users();
  database other = db.connect();
  int runs = 0;
  auto const age = db.transaction(
      [&](transaction& tx) {
        int const now = tx.query_value<int>("SELECT age FROM users WHERE id = 1");
        if (++runs < 3) other.execute("UPDATE users SET age = age + 1 WHERE id = 1");
        tx.execute("UPDATE users SET age = $1 WHERE id = 1", now + 100);
        return now + 100;
      },
      {.retries = 3});
  CHECK(runs == 3);
  CHECK(age == 138);
  CHECK(db.query_value<int>("SELECT age FROM users WHERE id = 1") == 138);

  auto const lost = db.try_transaction(
      [&](transaction& tx) {
        tx.execute("UPDATE users SET age = 0 WHERE id = 1");
        other.execute("UPDATE users SET age = age + 1 WHERE id = 1");
      },
      {.retries = 1});
  REQUIRE(!lost);
  CHECK(lost.error().retryable());
  CHECK(!db.in_transaction());
}

TEST_CASE("errors as values") {
  database db = with_users();
  auto const wrong = db.try_execute("SELEC 1");
  REQUIRE(!wrong);
  CHECK(wrong.error().sqlstate() == "42601");
  CHECK(wrong.error().position() == 1);
  CHECK(state_of([&] { return wrong.value(); }) == "42601");
  auto const right = db.try_query_value<int>("SELECT 1 + 1");
  REQUIRE(right);
  CHECK(*right == 2);
  CHECK(try_open("/nowhere/at/all.helios", {.create = false}).has_error());
}

TEST_CASE("what was moved from says so") {
  database db = with_users();
  database taken = std::move(db);
  CHECK(state_of([&] { db.execute("SELECT 1"); }) == "55000");  // NOLINT: that is the test
  CHECK(count(taken) == 3);
  result rows = taken.query("SELECT 1");
  result moved = std::move(rows);
  CHECK(state_of([&] { static_cast<void>(rows.begin()); }) == "55000");  // NOLINT
}

TEST_CASE("the past: by commit, time, tag") {
  database db = with_users();
  scn const before = db.newest();
  db.create_tag("before");
  db.execute("DELETE FROM users WHERE id = 1");
  CHECK(count(db) == 2);
  snapshot then = db.as_of(before);
  CHECK(count(then) == 3);
  CHECK(then.at() == before);
  CHECK(state_of([&] { then.execute("DELETE FROM users"); }) == "25006");
  snapshot tagged = db.as_of(tag{"before"});
  CHECK(count(tagged) == 3);
  CHECK(state_of([&] { return db.as_of(tag{"none"}); }) == "42704");
  CHECK(state_of([&] { return db.as_of(scn{1'000'000}); }) == "22023");
  snapshot just_now = db.as_of(ago(std::chrono::microseconds(0)));
  CHECK(count(just_now) == 2);
  CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM users AS OF SCN " +
                                     std::to_string(raw(before))) == 3);
  CHECK(db.log().back().at == db.newest());
}

TEST_CASE("branches: create, change, diff, merge, drop") {
  database db = with_users();
  database dev = db.create_branch("dev");
  CHECK(dev.branch() == "dev");
  dev.execute("UPDATE users SET age = 37 WHERE id = 1");
  dev.execute("INSERT INTO users VALUES (4, 'Di', 1)");
  dev.execute("DELETE FROM users WHERE id = 3");
  db.execute("UPDATE users SET name = 'Bobby' WHERE id = 2");

  auto const changes = db.diff("main", "dev");
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].table == "public.users");
  CHECK(changes[0].before->get<int>("age") == 36);
  CHECK(changes[0].after->get<int>("age") == 37);
  CHECK(changes[1].before->get<std::string>("name") == "Bobby");
  CHECK(!changes[2].after);
  CHECK(!changes[3].before);

  auto const branches = db.branches();
  REQUIRE(branches.size() == 2);
  CHECK(branches[1].parent == "main");

  merge_report const merged = db.merge_branch("dev", "main");
  CHECK(merged.conflicts.empty());
  CHECK(merged.at);
  CHECK((merged.inserted == 1 && merged.updated == 1 && merged.deleted == 1));
  CHECK(db.query_value<int>("SELECT age FROM users WHERE id = 1") == 37);
  CHECK(db.query_value<std::string>("SELECT name FROM users WHERE id = 2") == "Bobby");

  dev.execute("UPDATE users SET age = 50 WHERE id = 1");
  db.execute("UPDATE users SET age = 60 WHERE id = 1");
  merge_report const refused = db.merge_branch("dev", "main");
  REQUIRE(refused.conflicts.size() == 1);
  CHECK(!refused.at);
  conflict_report const& c = refused.conflicts[0];
  CHECK(c.table == "users");
  CHECK(c.key == "1");
  CHECK(c.column == "age");
  CHECK((c.base == "37" && c.ours == "60" && c.theirs == "50"));
  CHECK(db.merge_branch("dev", "main", on_conflict::branch_wins).at);
  CHECK(db.query_value<int>("SELECT age FROM users WHERE id = 1") == 50);
  db.drop_branch("dev");
  CHECK(db.branches().size() == 1);
}

TEST_CASE("timeouts, stop tokens and progress end a statement with 57014") {
  database db = open(":memory:");
  db.execute("CREATE TABLE n (i INT)");
  auto add = db.appender("n");
  for (int i = 0; i != 3000; ++i) add.row(i);
  add.close();
  char const* const endless = "SELECT count(*) FROM n a, n b, n c WHERE a.i + b.i = c.i";
  using namespace std::chrono_literals;
  CHECK(state_of([&] { db.execute({.timeout = 20ms}, endless); }) == "57014");
  std::stop_source stop;
  std::thread stopper([&] {
    std::this_thread::sleep_for(20ms);
    stop.request_stop();
  });
  CHECK(state_of([&] { db.execute({.stop = stop.get_token()}, endless); }) == "57014");
  stopper.join();
  CHECK(db.query_value<int>("SELECT 1") == 1);
}

TEST_CASE("a database on disk is there again") {
  temporary_folder folder;
  std::string const file = folder.path() + "a.helios";
  {
    database db = open(file);
    db.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)");
    db.backup(folder.path() + "copy.helios");
    CHECK(state_of([&] { return open(file); }) != "");
    db.checkpoint();
  }
  database again = open(file, {.create = false});
  CHECK(again.query_value<std::int64_t>("SELECT sum(a) FROM t") == 3);
  CHECK(again.check().empty());
  CHECK(again.storage().commits >= 2);
  database copy = open(folder.path() + "copy.helios", {.read_only = true});
  CHECK(copy.query_value<std::int64_t>("SELECT sum(a) FROM t") == 3);
  CHECK(state_of([&] { copy.execute("DELETE FROM t"); }) == "25006");
}

TEST_CASE("CSV in and out") {
  temporary_folder folder;
  database db = with_users();
  std::ostringstream out;
  CHECK(db.copy_to("users", out, {.header = true}) == 3);
  CHECK(out.str() == "id,name,age\n1,Ada,36\n2,Bob,20\n3,Cy,\n");
  std::ostringstream some;
  db.copy_to("(SELECT name FROM users WHERE id < 3 ORDER BY id DESC)", some);
  CHECK(some.str() == "Bob\nAda\n");

  // The header says which columns these are, in any order.
  std::istringstream in("name,id\n\"Di, the first\",10\nEd,11\n");
  CHECK(db.copy_from("users", in, {.header = true}) == 2);
  CHECK(db.query_value<std::string>("SELECT name FROM users WHERE id = 10") == "Di, the first");

  std::string const file = folder.path() + "users.csv";
  std::ofstream(file) << "20,Flo,3\n21,Gus,old\n";
  auto const wrong = thrown_by([&] { return db.copy_from("users", file); });
  REQUIRE(wrong);
  CHECK(wrong->sqlstate() == "22P02");
  CHECK(wrong->context() == "COPY users, " + file + ", line 2, column age: \"old\"");
  CHECK(count(db) == 5);
  std::ofstream(file) << "20,Flo\n";
  CHECK(message_of([&] { return db.copy_from("users", file); }) ==
        "missing data for column \"age\"");
  std::ofstream(file) << "20,Flo,1,2\n";
  CHECK(message_of([&] { return db.copy_from("users", file); }) ==
        "extra data after last expected column");
  CHECK(state_of([&] { return db.copy_from("users", folder.path() + "none.csv"); }) == "58P01");
}

TEST_CASE("COPY in SQL") {
  temporary_folder folder;
  database db = with_users();
  std::string const file = folder.path() + "out.csv";
  CHECK(db.execute("COPY users (id, name) TO '" + file + "' WITH (FORMAT csv, HEADER)") == 3);
  db.execute("CREATE TABLE names (id INT, name TEXT)");
  CHECK(db.execute("COPY names FROM '" + file + "' WITH (FORMAT csv, HEADER match)") == 3);
  CHECK(db.execute("COPY (SELECT 1 AS one, 'a;b' AS two) TO '" + file +
                   "' WITH (FORMAT csv, DELIMITER ';', HEADER)") == 1);
  std::ifstream in(file);
  std::string const text((std::istreambuf_iterator<char>(in)), {});
  CHECK(text == "one;two\n1;\"a;b\"\n");
  CHECK(state_of([&] {
          db.execute("COPY names FROM '" + file + "' WITH (FORMAT csv, HEADER match)");
        }) == "22P04");

  transaction tx = db.begin();
  CHECK(state_of([&] { tx.execute("COPY names FROM '" + file + "' (FORMAT csv)"); }) == "22P04");
  CHECK(state_of([&] { tx.execute("SELECT 1"); }) == "25P02");
  tx.rollback();
  CHECK(db.query_value<std::int64_t>("SELECT count(*) FROM names") == 3);
}

TEST_CASE("relations tell what they are made of") {
  database db = with_users();
  db.execute(
      "CREATE TABLE orders (id BIGINT PRIMARY KEY, who INT REFERENCES users (id),"
      " total NUMERIC(10, 2) DEFAULT 0 CHECK (total >= 0));"
      "CREATE INDEX by_who ON orders (who, total DESC);"
      "CREATE VIEW big AS SELECT id FROM orders WHERE total > 100");
  auto const all = db.relations();
  REQUIRE(all.size() == 3);
  CHECK(all[0].kind == relation_kind::view);
  CHECK(all[0].columns.size() == 1);
  relation_report const orders = db.describe("orders");
  CHECK(orders.columns[2].type == "numeric(10,2)");
  CHECK(orders.columns[0].not_null);
  REQUIRE(orders.indexes.size() == 2);
  CHECK(orders.indexes[0] == "\"orders_pkey\" PRIMARY KEY (id)");
  CHECK(orders.indexes[1] == "\"by_who\" (who, total DESC)");
  REQUIRE(orders.foreign_keys.size() == 1);
  CHECK(orders.foreign_keys[0] ==
        "\"orders_who_fkey\" FOREIGN KEY (who) REFERENCES public.users(id)");
  CHECK(db.describe("users").referenced_by.size() == 1);
  CHECK(state_of([&] { return db.describe("nothing"); }) == "42P01");
}

}  // namespace helios::test
