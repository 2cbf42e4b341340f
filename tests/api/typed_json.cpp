// Typed tables with members that are JSON documents.
#include <helios/helios.hpp>

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

namespace helios::test {

using namespace literals;

namespace {

struct event {
  int id;
  json body;
  std::optional<json> extra;
};
using events = table<"events", event, primary_key<"id">, default_<"body", "'{}'">>;

namespace later {
struct event {
  int id;
  json body;
  std::optional<json> extra, more;
};
using events = table<"events", event, primary_key<"id">, default_<"body", "'{}'">>;
}  // namespace later

[[nodiscard]] database filled() {
  database db = open(":memory:");
  db.create<events>();
  db.insert<events>({{1, json(R"({"kind":"a", "n":1})"), json("[1]")}, {2, json(), {}}});
  return db;
}

}  // namespace

TEST_CASE("json is a column of type jsonb", "[api][typed_json]") {
  database db = filled();
  CHECK(db.query_value<std::string>("SELECT data_type FROM information_schema.columns WHERE "
                                    "table_name = 'events' AND column_name = 'body'") == "jsonb");
  event const e = db.get<events>(1).value();
  CHECK(e.body.text() == R"({"n": 1, "kind": "a"})");
  CHECK(e.extra == json("[1.0]"));
  CHECK(db.get<events>(2)->body == json("null"));
  CHECK_FALSE(db.get<events>(2)->extra);
  CHECK(state_of([] { return json("{"); }) == "22P02");
}

TEST_CASE("typed queries know JSON", "[api][typed_json]") {
  database db = filled();
  CHECK(db.from<events>().where("body"_c == json(R"({"kind":"a","n":1.0})")).one()->id == 1);
  CHECK(db.from<events>().where("body"_c != json("{}")).count() == 2);
  CHECK(db.from<events>().where("extra"_c.is_null()).one()->id == 2);
  std::vector<int> ids;
  for (event const& e : db.from<events>().order_by("body"_c)) ids.push_back(e.id);
  CHECK(ids == std::vector{2, 1});
  CHECK(db.update<events>("extra"_c = json("{\"b\":2}")).where("id"_c == 2) == 1);
  CHECK(db.get<events>(2)->extra == json("{\"b\": 2}"));
  CHECK(std::get<0>(db.from<events>().select("body"_c).where("id"_c == 1).one().value()) ==
        json("{\"kind\":\"a\",\"n\":1}"));
}

TEST_CASE("SQL reads and writes JSON of the program", "[api][typed_json]") {
  database db = filled();
  CHECK(db.query_value<json>("SELECT body FROM events WHERE id = 1").text() ==
        R"({"n": 1, "kind": "a"})");
  CHECK(db.query_value<json>("SELECT '[1,  2]'::json").text() == "[1, 2]");
  CHECK(db.query_value<json>("SELECT '[1,  2]'").text() == "[1, 2]");
  CHECK(db.query_value<std::string>("SELECT body FROM events WHERE id = 2") == "null");
  CHECK(db.query_value<int>("SELECT id FROM events WHERE body = ?", json("null")) == 2);
  CHECK(db.query_value<int>("SELECT id FROM events WHERE body = ?", "null") == 2);
  CHECK(db.query_value<int>("SELECT id FROM events WHERE body ->> 'kind' = ?", "a") == 1);
  CHECK(db.query_value<int>("SELECT id FROM events WHERE body ? 'kind' AND id = ?", 1) == 1);
  CHECK(db.query_value<int>("SELECT id FROM events WHERE body @> ?", R"({"n":1})") == 1);
  db.execute("INSERT INTO events (id, body) VALUES (?, ?)", 3, "{\"x\" :1}");
  CHECK(db.get<events>(3)->body.text() == "{\"x\": 1}");
  db.execute("INSERT INTO events (id) VALUES (4)");
  CHECK(db.get<events>(4)->body.text() == "{}");
  CHECK(state_of([&] { db.execute("INSERT INTO events VALUES (?, ?)", 5, "{"); }) == "22P02");
  CHECK(state_of([&] { return db.query_value<int>("SELECT body FROM events WHERE id = 1"); }) ==
        "42804");
}

TEST_CASE("a migration adds JSON, and makes it of text", "[api][typed_json]") {
  database db = filled();
  CHECK(db.migrate<events>().empty());
  db.migrate<later::events>().apply();
  CHECK(db.migrate<later::events>().empty());
  CHECK_FALSE(db.get<later::events>(1)->more);

  database old = open(":memory:");
  old.execute("CREATE TABLE events (id integer PRIMARY KEY, body text NOT NULL, extra json)");
  old.execute("INSERT INTO events VALUES (1, '{\"a\" :1}', '[1,2]')");
  old.migrate<events>({change_type<events, "body">(), change_type<events, "extra">()}).apply();
  CHECK(old.get<events>(1)->body.text() == "{\"a\": 1}");
  CHECK(old.get<events>(1)->extra->text() == "[1, 2]");
}

}  // namespace helios::test
