// Migrations: what is planned, what is refused, and that what was done is what was wanted.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

using namespace literals;

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
  bool active;
};
struct order {
  std::int64_t id, user_id;
  double total;
};
using users = table<"users", user, primary_key<"id">, unique<"name">, indexed<"age">,
                    check<"age > 0">, default_<"active", "true">>;
using orders = table<"orders", order, primary_key<"id">, references<"user_id", users, "id">>;

std::vector<std::string> sql_of(migration const& m) {
  std::vector<std::string> all;
  for (migration_step const& s : m.steps()) all.push_back(s.sql);
  return all;
}
std::vector<std::string> refused_by(migration const& m) {
  std::vector<std::string> all;
  for (migration_step const& s : m.steps())
    if (!s.refused.empty()) all.push_back(s.refused);
  return all;
}
using texts = std::vector<std::string>;

/// Applies, and looks that nothing is left to do.
template <class... Tables>
void migrate(database& db, std::vector<migration_choice> const& choices = {}) {
  migration m = db.migrate<Tables...>(choices);
  INFO(m.text());
  m.rehearse();
  m.apply();
  CHECK(db.migrate<Tables...>().text().empty());
  CHECK(db.migrate<Tables...>(choices).empty());
  CHECK(db.differences<Tables...>().empty());
  CHECK(db.check().empty());
  CHECK(db.branches().size() == 1);
}

database with(std::string const& sql) {
  database db = open(":memory:");
  db.execute(sql);
  return db;
}

char const* const made =
    "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL UNIQUE, age integer,"
    " active boolean NOT NULL DEFAULT true, CHECK (age > 0));"
    "CREATE INDEX ON users (age);"
    "INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bob', NULL);";

}  // namespace

TEST_CASE("tables that are not there are made") {
  database db = open(":memory:");
  CHECK(sql_of(db.migrate<orders, users>()).size() == 4);
  migrate<orders, users>(db);  // the reference is to a table that comes later
  db.insert<users>(user{1, "Ada", 36, true});
  db.insert<orders>(order{1, 1, 2.5});
  CHECK(state_of([&] { return db.insert<orders>(order{2, 7, 1}); }) == "23503");
}

TEST_CASE("what create() makes is what migrate() wants") {
  database db = open(":memory:");
  db.create<users, orders>();
  CHECK(db.migrate<users, orders>().empty());
  database by_sql = with(made);
  CHECK(by_sql.migrate<users>().text().empty());
}

TEST_CASE("a plan can be read") {
  database db = with("CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL)");
  migration const m = db.migrate<users, orders>();
  CHECK(m.text() ==
        "-- creates table users\n"
        "CREATE TABLE users (id bigint NOT NULL, name text NOT NULL, age integer, "
        "active boolean NOT NULL DEFAULT true, PRIMARY KEY (id), UNIQUE (name), "
        "CHECK (age > 0));\n"
        "-- adds column total of orders (double precision)\n"
        "ALTER TABLE orders ADD COLUMN total double precision NOT NULL;\n"
        "-- makes an index of users (age)\n"
        "CREATE INDEX ON users (age);\n"
        "-- lets orders (user_id) reference users\n"
        "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);\n");
}

TEST_CASE("columns come") {
  database db = with(
      "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);"
      "INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob')");
  CHECK(sql_of(db.migrate<users>()) ==
        texts{"ALTER TABLE users ADD COLUMN age integer",
              "ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true",
              "ALTER TABLE users ADD CHECK (age > 0)", "CREATE INDEX ON users (age)"});
  migrate<users>(db);
  CHECK(db.get<users>(2)->active);
}

TEST_CASE("a column that is never NULL needs values") {
  database db = with(
      "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint); INSERT INTO orders VALUES (3)");
  struct lone_order {
    std::int64_t id, user_id;
    double total;
  };
  using lone = table<"orders", lone_order, primary_key<"id">>;
  migration m = db.migrate<lone>();
  CHECK(refused_by(m) ==
        texts{"column total of orders is NOT NULL and has no value for the rows that are there",
              "column user_id of orders is NULL in some rows, and must not be any more"});
  auto const said = thrown_by([&] {
    m.apply();
    return 0;
  });
  REQUIRE(said);
  CHECK(said->sqlstate() == "55000");
  CHECK(said->message() ==
        "column total of orders is NOT NULL and has no value for the rows that are there");
  CHECK(said->hint() ==
        "Tell migrate(): helios::fill<orders, \"total\">(\"<expression>\"), a default_<> of the "
        "table or a std::optional.");
  CHECK(said->detail() ==
        "So is this: column user_id of orders is NULL in some rows, and must not be any more "
        "(helios::fill<orders, \"user_id\">(\"<expression>\") or a std::optional).");
  migrate<lone>(db, {fill<lone, "total">("id * 2.5"), fill<lone, "user_id">("7")});
  CHECK(db.get<lone>(3)->total == 7.5);
  CHECK(db.get<lone>(3)->user_id == 7);
}

TEST_CASE("columns go when that is said") {
  database db = with(made);
  db.execute(
      "ALTER TABLE users ADD COLUMN nick text CHECK (nick <> ''), ADD COLUMN note text;"
      "CREATE INDEX ON users (nick)");
  CHECK(refused_by(db.migrate<users>()) ==
        texts{"index users_nick_idx of users would be dropped",
              "constraint users_nick_check of users would be dropped",
              "column nick of users would be dropped with its values",
              "column note of users would be dropped with its values"});
  CHECK(state_of([&] {
          db.migrate<users>({drop_column<users, "note">()}).apply();
          return 0;
        }) == "55000");
  // What stands on the column goes with it.
  db.migrate<users>({drop_column<users, "nick">(), keep<users, "note">()}).apply();
  CHECK(db.describe("users").columns.size() == 5);
  migrate<users>(db, {drop_column<users, "nick">(), drop_column<users, "note">()});
  CHECK(db.get<users>(1)->name == "Ada");
}

TEST_CASE("names change when that is said") {
  database db = with(
      "CREATE TABLE people (id bigint PRIMARY KEY, nick text NOT NULL UNIQUE, years integer,"
      " active boolean NOT NULL DEFAULT true, CHECK (years > 0));"
      "CREATE INDEX ON people (years);"
      "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES people,"
      " total float8 NOT NULL);"
      "INSERT INTO people VALUES (1, 'Ada', 36); INSERT INTO orders VALUES (1, 1, 2)");
  std::vector<migration_choice> const renames{
      rename_table<"people", users>(), rename_column<users, "nick", "name">(),
      rename_column<users, "years", "age">(), rename_column<users, "nosuch", "age">()};
  CHECK(sql_of(db.migrate<users, orders>(renames)) ==
        texts{"ALTER TABLE people RENAME TO users", "ALTER TABLE users RENAME COLUMN nick TO name",
              "ALTER TABLE users RENAME COLUMN years TO age"});
  migrate<users, orders>(db, renames);
  CHECK(db.get<users>(1)->name == "Ada");
  CHECK(db.get<orders>(1)->total == 2);
}

TEST_CASE("types change") {
  struct before {
    int id;
    std::string number;
    float part;
  };
  struct after {
    std::int64_t id;
    int number;
    double part;
  };
  using old_things = table<"things", before, primary_key<"id">, default_<"number", "'7'">>;
  using things = table<"things", after, primary_key<"id">, default_<"number", "7">>;
  database db = open(":memory:");
  db.create<old_things>();
  db.insert<old_things>({{1, "12", 0.5F}, {2, "13", 1}});
  CHECK(refused_by(db.migrate<things>()) ==
        texts{"not all values survive the change of column number of things from text to integer"});
  migrate<things>(db, {change_type<things, "number">()});
  CHECK(db.get<things>(2)->number == 13);
  CHECK(db.get<things>(1)->part == 0.5);
  migrate<old_things>(db, {change_type<old_things, "id">(), change_type<old_things, "part">(),
                           change_type<old_things, "number">("(number + 1)::text")});
  CHECK(db.get<old_things>(2)->number == "14");
}

TEST_CASE("NOT NULL, defaults and names of constraints change") {
  struct strict {
    std::int64_t id;
    std::string name;
    int age;
    std::optional<bool> active;
  };
  using strict_users = table<"users", strict, named<"users_key", primary_key<"id">>,
                             named<"one_name", unique<"name">>, named<"by_age", indexed<"age">>,
                             named<"old_enough", check<"age>0">>, default_<"age", "18">>;
  database db = with(made);
  migrate<strict_users>(db, {fill<strict_users, "age">("1")});
  CHECK(db.get<strict_users>(2)->age == 1);
  db.execute("INSERT INTO users (id, name) VALUES (3, 'Cyd')");
  CHECK(db.get<strict_users>(3)->age == 18);
  CHECK_FALSE(db.get<strict_users>(3)->active);
  CHECK(message_of([&] { return db.execute("INSERT INTO users VALUES (4, 'Dan', -1)"); }) ==
        "new row for relation \"users\" violates check constraint \"old_enough\"");
}

TEST_CASE("keys, checks, indexes and references come and go") {
  struct line {
    std::int64_t order_id;
    int number;
    std::optional<std::int64_t> parent;
    std::string what;
  };
  using one = table<"lines", line, primary_key<"order_id">, unique<"number">, indexed<"what">,
                    check<"number > 0">, references<"order_id", orders, "id">>;
  using two = table<"lines", line, primary_key<"order_id", "number">, unique<"number", "what">,
                    indexed<"what", "number">, check<"number >= 0">,
                    references<"order_id", orders, "id", typed::action::cascade>>;
  database db = open(":memory:");
  db.create<users, orders, one>();
  db.insert<users>(user{1, "Ada", {}, true});
  db.insert<orders>(order{5, 1, 1});
  db.insert<one>(line{5, 1, {}, "lamp"});
  CHECK(refused_by(db.migrate<two>()) ==
        texts{"constraint lines_order_id_fkey of lines would be dropped",
              "index lines_what_idx of lines would be dropped",
              "constraint lines_pkey of lines would be dropped",
              "constraint lines_number_key of lines would be dropped",
              "constraint lines_number_check of lines would be dropped"});
  migrate<two>(db,
               {drop_constraint<two, "lines_order_id_fkey">(), drop_index<two, "lines_what_idx">(),
                drop_constraint<two, "lines_pkey">(), drop_constraint<two, "lines_number_key">(),
                drop_constraint<two, "lines_number_check">()});
  db.insert<two>(line{5, 0, {}, "desk"});
  CHECK(db.remove<orders>().all() == 1);
  CHECK(db.from<two>().count() == 0);
}

TEST_CASE("computed columns are computed anew") {
  struct price {
    int id, net;
    std::int64_t gross;
  };
  using cheap = table<"prices", price, primary_key<"id">, generated<"gross", "net * 2">,
                      indexed<"gross">, check<"gross > net">, named<"one_gross", unique<"gross">>>;
  using dear = table<"prices", price, primary_key<"id">, generated<"gross", "net * 3">,
                     indexed<"gross">, check<"gross > net">, named<"one_gross", unique<"gross">>>;
  using plain = table<"prices", price, primary_key<"id">>;
  database db = open(":memory:");
  db.create<cheap>();
  db.insert<cheap>(price{1, 10, 0});
  migrate<dear>(db);
  CHECK(db.get<dear>(1)->gross == 30);
  // What it is computed from takes it along.
  struct long_price {
    int id;
    std::int64_t net, gross;
  };
  migrate<table<"prices", long_price, primary_key<"id">, generated<"gross", "net * 3">,
                indexed<"gross">, check<"gross > net">, named<"one_gross", unique<"gross">>>>(db);
  migrate<plain>(db,
                 {change_type<plain, "net">(), drop_index<plain, "prices_gross_idx">(),
                  drop_constraint<plain, "prices_check">(), drop_constraint<plain, "one_gross">()});
  CHECK(db.get<plain>(1)->gross == 30);
  CHECK(refused_by(db.migrate<cheap>()).size() == 1);
  migrate<cheap>(db, {change_type<cheap, "gross">()});
  CHECK(db.get<cheap>(1)->gross == 20);
}

TEST_CASE("a migration is done as a whole or not at all") {
  database db = with(made);
  struct rich {
    std::int64_t id;
    std::string name;
    std::optional<int> age;
    bool active;
    int money;
  };
  using rich_users =
      table<"users", rich, primary_key<"id">, unique<"name">, indexed<"age">, check<"age > 0">,
            check<"id > 1">, default_<"active", "true">, default_<"money", "0">>;
  migration m = db.migrate<rich_users>();
  auto const said = thrown_by([&] {
    m.apply();
    return 0;
  });
  REQUIRE(said);
  CHECK(said->sqlstate() == "23514");
  CHECK(said->context() == "migration: ALTER TABLE users ADD CHECK (id > 1)");
  CHECK(db.describe("users").columns.size() == 4);
  CHECK(db.branches().size() == 1);
  db.execute("DELETE FROM users WHERE id = 1");
  m.apply();
  CHECK(db.get<rich_users>(2)->money == 0);
  // It was made for another schema.
  CHECK(state_of([&] {
          m.apply();
          return 0;
        }) == "40001");
}

TEST_CASE("a migration is part of an open transaction") {
  database db = with(made);
  {
    transaction tx = db.begin();
    tx.migrate<users, orders>().apply();
    tx.insert<orders>(order{1, 1, 3});
    CHECK(tx.migrate<users, orders>().empty());
    tx.rollback();
  }
  CHECK(db.relations().size() == 1);
  transaction tx = db.begin();
  tx.migrate<users, orders>().apply();
  tx.commit();
  CHECK(db.migrate<users, orders>().empty());
}

TEST_CASE("branches are migrated by themselves, the past is not") {
  database db = with(made);
  scn const before = db.newest();
  database trial = db.create_branch("trial");
  trial.migrate<users, orders>().apply();
  CHECK(trial.from<orders>().count() == 0);
  CHECK(db.relations().size() == 1);
  CHECK(db.merge_branch("trial", "main").conflicts.empty());
  CHECK(db.migrate<users, orders>().empty());
  snapshot then = db.as_of(before);
  migration m = then.migrate<users, orders>();
  CHECK(m.steps().size() == 2);
  CHECK(state_of([&] {
          m.apply();
          return 0;
        }) == "25006");
}

TEST_CASE("what SQL says and a struct cannot stays") {
  database db = with(
      "CREATE TABLE users (active boolean NOT NULL DEFAULT true, id bigserial PRIMARY KEY,"
      " name text NOT NULL UNIQUE, age integer CHECK (age > 0));"
      "CREATE INDEX ON users (age); CREATE VIEW grown AS SELECT * FROM users WHERE age >= 18;"
      "CREATE TABLE more (id int)");
  CHECK(db.migrate<users>().text().empty());
}

}  // namespace helios::test
