#include <helios/typed/table_schema.hpp>

#include <helios/typed/operators.hpp>

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
using users = table<"users", user, primary_key<"id">, unique<"name">, indexed<"age", "name">,
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

namespace {

struct room {
  std::string house;
  std::int16_t number;
};
struct guest {
  std::int64_t id;
  std::string name, house;
  std::optional<int> room;
  std::optional<std::int64_t> of;
  types::decimal bill;
};
using rooms = table<"rooms", room, primary_key<"house", "number">>;
using guests = table<"inn.guests", guest, named<"guests_key", primary_key<"id">>,
                     foreign_key<columns<"house", "room_number">, rooms, columns<"house", "number">,
                                 typed::action::restrict>,
                     references<"of", self, "id">, named<"guests_name", indexed<"name">>,
                     named<"paid", check<"bill >= 0">>, column<"room", "room_number">,
                     column_type<"name", varchar<40>>, column_type<"room", std::int16_t>>;

}  // namespace

TEST_CASE("columns have other names and types than their members, constraints have names") {
  auto const texts = typed::create_texts(typed::schema_of<guests>());
  REQUIRE(texts.size() == 2);
  CHECK(texts[0] ==
        "CREATE TABLE inn.guests (id bigint NOT NULL, name character varying(40) NOT NULL, "
        "house text NOT NULL, room_number smallint, of bigint, bill numeric NOT NULL, "
        "CONSTRAINT guests_key PRIMARY KEY (id), CONSTRAINT paid CHECK (bill >= 0), "
        "FOREIGN KEY (house, room_number) REFERENCES rooms (house, number) ON DELETE RESTRICT, "
        "FOREIGN KEY (of) REFERENCES inn.guests (id))");
  CHECK(texts[1] == "CREATE INDEX guests_name ON inn.guests (name)");
}

TEST_CASE("what a member holds is what its column may have") {
  using types::data_type, types::type_id;
  auto const numeric = [](int p, int s) { return data_type(type_id::numeric, p, s); };
  CHECK(typed::holds(type_id::int8, type_id::int2));
  CHECK_FALSE(typed::holds(type_id::int2, type_id::int8));
  CHECK(typed::holds(type_id::text, data_type(type_id::varchar, 9)));
  CHECK_FALSE(typed::holds(type_id::text, type_id::bytea));
  CHECK(typed::holds(type_id::float8, numeric(12, 2)));
  CHECK_FALSE(typed::holds(type_id::float4, type_id::float8));
  CHECK(typed::holds(type_id::numeric, numeric(12, 2)));
  CHECK_FALSE(typed::holds(numeric(12, 2), type_id::numeric));
  CHECK(typed::holds(numeric(12, 2), numeric(10, 1)));
  CHECK_FALSE(typed::holds(numeric(12, 2), numeric(12, 1)));
  CHECK_FALSE(typed::holds(type_id::timestamp, type_id::timestamptz));
}

TEST_CASE("a check is a typed condition or SQL") {
  using namespace helios::literals;
  using checked = table<"rooms", room, check<"house <> ''">,
                        check<[] { return ("number"_c > 0) && "rooms.house"_c.like("%'?"); }>,
                        named<"floors", check<[] { return "number"_c < 4.5; }>>>;
  auto const checks = typed::schema_of<checked>().checks;
  REQUIRE(checks.size() == 3);
  CHECK(checks[0].text == "house <> ''");
  CHECK(checks[1].text == "((number > CAST('0' AS integer)) AND (rooms.house LIKE '%''?'))");
  CHECK(checks[2].text == "(number < CAST('4.5' AS double precision))");
  CHECK(checks[2].name == "floors");
}
