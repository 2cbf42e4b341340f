// Typed tables beside stored ones that are something else.
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
};
using users = table<"users", user, primary_key<"id">>;
struct order {
  std::int64_t id, user_id;
};
using orders = table<"orders", order, primary_key<"id">>;

database with(std::string const& sql) {
  database db = open(":memory:");
  db.execute(sql);
  return db;
}

/// What the first use of users says.
std::optional<error> first_use(std::string const& sql) {
  database db = with(sql);
  return thrown_by([&] { return db.from<users>().count(); });
}

}  // namespace

TEST_CASE("the first use of a table says which column differs and how") {
  auto said = first_use("");
  REQUIRE(said);
  CHECK(said->sqlstate() == "42P01");
  CHECK(said->message() == "relation \"users\" does not exist");
  CHECK(said->hint() == "create<...>() or migrate<...>() makes the tables of a program.");

  said = first_use("CREATE TABLE users (id bigint NOT NULL, name text NOT NULL)");
  REQUIRE(said);
  CHECK(said->sqlstate() == "42703");
  CHECK(said->message() == "column \"age\" of relation \"users\" does not exist");

  said = first_use("CREATE TABLE users (id bigint NOT NULL, name bytea NOT NULL, age text)");
  REQUIRE(said);
  CHECK(said->sqlstate() == "42804");
  CHECK(said->message() ==
        "column \"name\" of relation \"users\" is of type bytea, whose values its member (text) "
        "does not hold");
  CHECK(said->detail() ==
        "Beside that column \"age\" of relation \"users\" is of type text, whose values its member "
        "(integer) does not hold.");

  said = first_use("CREATE TABLE users (id bigint PRIMARY KEY, name text, age int)");
  REQUIRE(said);
  CHECK(said->sqlstate() == "42804");
  CHECK(said->message() ==
        "column \"name\" of relation \"users\" may be NULL, but its member is no std::optional");
}

TEST_CASE("whoever reads a table looks at it first; what is inserted SQL judges") {
  database db = with("CREATE TABLE users (id bigint PRIMARY KEY, name text, age int)");
  db.create<orders>();
  CHECK(state_of([&] { return db.from<users>().count(); }) == "42804");
  CHECK_FALSE(db.get<users>(1));  // no row, no name
  CHECK(db.insert<users>(user{2, "Bob", {}}) == 1);
  db.execute("INSERT INTO users VALUES (1)");
  CHECK(state_of([&] { return db.get<users>(1); }) == "42804");
  CHECK(state_of([&] { return db.update<users>("age"_c = 1).all(); }) == "42804");
  CHECK(state_of([&] { return db.remove<users>().all(); }) == "42804");
  auto const joined = [&] { return db.from<orders>().join<users>("user_id"_c == "users.id"_c); };
  CHECK(state_of([&] { return joined().count(); }) == "42804");
  using others = alias<"others", users>;
  CHECK(state_of([&] {
          return db.from<orders>().left_join<others>("user_id"_c == "others.id"_c);
        }) == "42804");
}

TEST_CASE("what the member holds may be stored otherwise") {
  database db = with(
      "CREATE TABLE users (more text DEFAULT 'x', age smallint NOT NULL, name varchar(9) NOT NULL, "
      "id serial PRIMARY KEY)");
  CHECK(db.differences<users>().empty());
  db.insert<users>(user{1, "Ada", 36});
  CHECK(db.get<users>(1)->age == 36);
  CHECK(state_of([&] { return db.insert<users>(user{2, "Bob", {}}); }) == "23502");
}

TEST_CASE("a view is a table, whose values are looked at when they are read") {
  database db = with(
      "CREATE TABLE all_users (id bigint PRIMARY KEY, name text NOT NULL, age int);"
      "INSERT INTO all_users VALUES (1, 'Ada', NULL);"
      "CREATE VIEW users AS SELECT * FROM all_users;"
      "CREATE VIEW orders AS SELECT id FROM all_users");
  CHECK(db.from<users>().one()->name == "Ada");
  CHECK(state_of([&] { return db.from<orders>(); }) == "42703");
  struct setting {
    std::string name, setting;
  };
  CHECK(db.from<table<"pg_settings", setting>>().count() != 0);
}

TEST_CASE("a table is looked at again when it may have changed") {
  database db = open(":memory:");
  db.create<users, orders>();
  CHECK(db.from<users>().count() == 0);
  db.execute("ALTER TABLE users DROP COLUMN age");
  CHECK(state_of([&] { return db.from<users>().count(); }) == "42703");
  CHECK(db.from<orders>().count() == 0);
  {
    transaction tx = db.begin();
    CHECK(state_of([&] { return tx.from<users>(); }) == "42703");
    tx.execute("ALTER TABLE users ADD COLUMN age int");
    CHECK(tx.from<users>().count() == 0);
    tx.execute("SAVEPOINT one; ALTER TABLE users DROP COLUMN age");
    CHECK(state_of([&] { return tx.from<users>(); }) == "42703");
    tx.execute("ROLLBACK TO one");
    CHECK(tx.from<users>().count() == 0);
    tx.rollback();
  }
  CHECK(state_of([&] { return db.from<users>(); }) == "42703");
  {
    transaction tx = db.begin();
    tx.execute("ALTER TABLE users ADD COLUMN age int");
    CHECK(tx.from<users>().count() == 0);
    tx.commit();
  }
  CHECK(db.from<users>().count() == 0);

  // Another session changes it; so does another schema in front.
  database other = db.connect();
  other.execute("ALTER TABLE users RENAME age TO years");
  CHECK(state_of([&] { return db.from<users>(); }) == "42703");
  other.execute("ALTER TABLE users RENAME years TO age");
  CHECK(db.from<users>().count() == 0);
  db.execute("CREATE SCHEMA s; CREATE TABLE s.users (id int NOT NULL)");
  CHECK(db.from<users>().count() == 0);
  db.execute("SET search_path TO s, public");
  CHECK(state_of([&] { return db.from<users>(); }) == "42703");
  db.execute("RESET search_path");
  CHECK(db.from<users>().count() == 0);
}

TEST_CASE("the past and branches have tables of their own") {
  database db = open(":memory:");
  scn const before = db.newest();
  db.create<users>();
  database trial = db.create_branch("trial");
  trial.execute("ALTER TABLE users DROP COLUMN age");
  CHECK(db.from<users>().count() == 0);
  CHECK(state_of([&] { return trial.from<users>(); }) == "42703");
  db.execute("USE BRANCH trial");
  CHECK(state_of([&] { return db.from<users>(); }) == "42703");
  snapshot then = trial.as_of(before);
  CHECK(state_of([&] { return then.from<users>(); }) == "42P01");
}

TEST_CASE("all differences are told at once") {
  database db = with("CREATE TABLE users (id bigint NOT NULL, name text)");
  auto const all = db.differences<users, orders>();
  REQUIRE(all.size() == 3);
  CHECK(all[0].column == "name");
  CHECK(all[1].column == "age");
  CHECK(all[1].code == errc::undefined_column);
  CHECK(all[2].table == "orders");
  CHECK(all[2].column.empty());
}

}  // namespace helios::test
