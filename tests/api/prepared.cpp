// Statements that are prepared once and run often.
#include <helios/api/database.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace helios;

namespace {

database with_users() {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE users (id INT PRIMARY KEY, name TEXT NOT NULL, age INT);"
      "INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bob', 20), (3, 'Cy', NULL)");
  return db;
}

}  // namespace

TEST_CASE("prepared statements") {
  database db = with_users();
  statement add = db.prepare("INSERT INTO users (id, name) VALUES ($1, $2)");
  CHECK(add.execute(10, "Eve") == 1);
  CHECK(add.execute(11, "Flo") == 1);
  CHECK(add.try_execute(11, "Flo").error().sqlstate() == "23505");
  statement ages = db.prepare("SELECT age, name FROM users WHERE id = $1");
  CHECK(ages.columns().size() == 2);
  CHECK(ages.query_one<std::tuple<std::optional<int>, std::string>>(1) ==
        std::tuple(std::optional(36), std::string("Ada")));
  CHECK(db.try_prepare("SELECT 1; SELECT 2").error().sqlstate() == "42601");
}

TEST_CASE("a prepared statement is run while a result of it is being read") {
  database db = with_users();
  statement by_id = db.prepare("SELECT id FROM users WHERE id >= $1 ORDER BY id");
  std::vector<std::pair<int, int>> pairs;
  for (row const& a : by_id.query(1))
    for (row const& b : by_id.query(a.get<int>(0) + 1))
      pairs.emplace_back(a.get<int>(0), b.get<int>(0));
  CHECK(pairs == std::vector<std::pair<int, int>>{{1, 2}, {1, 3}, {2, 3}});

  statement get = db.prepare("SELECT name FROM users WHERE id = $1");
  std::string const first = get.query_value<std::string>(1);
  db.execute("BEGIN; UPDATE users SET name = 'another' WHERE id = 1");
  CHECK(get.query_value<std::string>(1) == "another");
  db.execute("ROLLBACK");
  CHECK(get.query_value<std::string>(1) == first);
  db.execute("ALTER TABLE users ADD COLUMN more INT");
  CHECK(get.query_value<std::string>(1) == first);
  db.execute("DROP TABLE users");
  CHECK(get.try_query_value<std::string>(1).error().sqlstate() == "42P01");
}
