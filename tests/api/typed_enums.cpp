// Typed tables with members that are enums: SQL enumerations.
#include <helios/helios.hpp>

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

namespace helios::test {

using namespace literals;

namespace {

enum class mood { sad, ok, happy };
enum class colour : std::uint8_t { red, green };
struct person {
  int id;
  mood feels;
  std::optional<colour> likes;
};
using people = table<"people", person, primary_key<"id">, default_<"feels", "'ok'">>;

namespace later {
enum class mood { grim, sad, ok, happy };
struct person {
  int id;
  mood feels;
  std::optional<colour> likes;
};
using people = table<"people", person, primary_key<"id">, default_<"feels", "'ok'">>;
}  // namespace later

namespace other {
enum class mood { happy, sad };
struct person {
  int id;
  mood feels;
};
using people = table<"people", person, primary_key<"id">>;
using more = table<"more", person, primary_key<"id">>;
}  // namespace other

[[nodiscard]] database filled() {
  database db = open(":memory:");
  db.create<people>();
  db.insert<people>(
      {{1, mood::happy, colour::red}, {2, mood::sad, {}}, {3, mood::ok, colour::green}});
  return db;
}

}  // namespace

TEST_CASE("an enum is an enumeration of SQL", "[api][typed_enums]") {
  database db = filled();
  CHECK(db.query_value<std::string>("SELECT string_agg(enumlabel, ' ') FROM pg_enum e JOIN pg_type "
                                    "t ON t.oid = e.enumtypid WHERE t.typname = 'mood'") ==
        "sad ok happy");
  CHECK(db.query_value<std::string>("SELECT feels FROM people WHERE id = 1") == "happy");
  CHECK(db.query_value<mood>("SELECT feels FROM people WHERE id = 1") == mood::happy);
  CHECK(db.query_value<int>("SELECT id FROM people WHERE feels = ?", mood::sad) == 2);
  CHECK(state_of([&] { return db.query_value<colour>("SELECT feels FROM people WHERE id = 1"); }) ==
        "42804");
  CHECK(state_of([&] { db.insert<people>({{4, static_cast<mood>(9), {}}}); }) == "22P02");
  db.execute("INSERT INTO people (id) VALUES (5)");
  CHECK(db.get<people>(5)->feels == mood::ok);
}

TEST_CASE("rows with enums come back as they went in", "[api][typed_enums]") {
  database db = filled();
  person const p = db.get<people>(3).value();
  CHECK(p.feels == mood::ok);
  CHECK(p.likes == colour::green);
  CHECK_FALSE(db.get<people>(2)->likes);
  std::vector<int> ids;
  for (person const& each : db.from<people>().where("feels"_c >= mood::ok).order_by("feels"_c))
    ids.push_back(each.id);
  CHECK(ids == std::vector{3, 1});
  CHECK(db.from<people>().where("likes"_c == colour::red).one()->id == 1);
  CHECK(db.from<people>().where("likes"_c != colour::red).count() == 1);
  CHECK(db.from<people>().max("feels"_c) == mood::happy);
  CHECK(db.update<people>("feels"_c = mood::happy).where("feels"_c == mood::sad) == 1);
  CHECK(db.from<people>().where("feels"_c == mood::happy).count() == 2);
}

TEST_CASE("an enumeration that is there is taken if it is the same", "[api][typed_enums]") {
  database db = open(":memory:");
  db.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')");
  db.create<people>();
  CHECK(state_of([&] { db.create<other::more>(); }) == "42710");
  CHECK(state_of([&] { return db.get<other::people>(1); }) == "42804");
}

TEST_CASE("a migration adds labels and refuses to take them", "[api][typed_enums]") {
  database db = filled();
  CHECK(db.migrate<people>().empty());
  migration m = db.migrate<later::people>();
  REQUIRE(m.steps().size() == 1);
  CHECK(m.steps()[0].sql == "ALTER TYPE mood ADD VALUE 'grim' BEFORE 'sad'");
  m.apply();
  CHECK(db.migrate<later::people>().empty());
  db.insert<later::people>({{7, later::mood::grim, {}}});
  CHECK(db.from<later::people>().order_by("feels"_c).limit(1).one()->id == 7);
  CHECK(state_of([&] { return db.migrate<people>().empty(); }) == "55000");
}

TEST_CASE("a migration makes the enumerations of its tables", "[api][typed_enums]") {
  database db = open(":memory:");
  db.execute("CREATE TABLE people (id integer PRIMARY KEY, feels text NOT NULL)");
  db.execute("INSERT INTO people VALUES (1, 'ok')");
  db.migrate<people>({change_type<people, "feels">()}).apply();
  CHECK(db.get<people>(1)->feels == mood::ok);
  CHECK(db.migrate<people>().empty());
}

TEST_CASE("a type that is dropped while a table takes it up is refused to the one who is later") {
  for (bool const drops : {false, true}) {
    database db = open(":memory:");
    db.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')");
    std::string const uses = "CREATE TABLE t (m mood)", gone = "DROP TYPE mood";
    transaction tx = db.begin();
    tx.execute(drops ? gone : uses);
    db.connect().execute(drops ? uses : gone);
    CHECK(state_of([&] {
            tx.commit();
            return 0;
          }) == "40001");
    CHECK(db.check().empty());
  }
}

}  // namespace helios::test
