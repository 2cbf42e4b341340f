#include <helios/typed/table_schema.hpp>

#include <catch2/catch.hpp>

using namespace helios;

namespace {

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
  bool active;
  std::int64_t twice;
};
struct order {
  std::int32_t id, line;
  std::int64_t user_id;
  types::decimal total;
  std::optional<std::chrono::sys_time<std::chrono::microseconds>> paidAt;
};
using users = table<"users", user, primary_key<"id">, unique<"name">, helios::index<"age", "name">,
                    default_<"active", "true">, check<"age > 0">, generated<"twice", "id * 2">>;
using orders = table<"Orders", order, primary_key<"id", "line">,
                     references<"user_id", users, "id", typed::action::cascade>>;

}  // namespace

TEST_CASE("a typed table is made by the SQL that says the same") {
  auto const texts = typed::create_texts(typed::schema_of<users>());
  REQUIRE(texts.size() == 2);
  CHECK(texts[0] ==
        "CREATE TABLE users (id bigint NOT NULL, name text NOT NULL, age integer, "
        "active boolean NOT NULL DEFAULT true, "
        "twice bigint NOT NULL GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id), "
        "UNIQUE (name), CHECK (age > 0))");
  CHECK(texts[1] == "CREATE INDEX ON users (age, name)");
  CHECK(typed::create_texts(typed::schema_of<orders>()).front() ==
        "CREATE TABLE \"Orders\" (id integer NOT NULL, line integer NOT NULL, "
        "user_id bigint NOT NULL, total numeric NOT NULL, \"paidAt\" timestamp with time zone, "
        "PRIMARY KEY (id, line), FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)");
}
