// Typed rows that differ between two states, and the versions that rows had.
#include <tests/api/typed_shop.hpp>

namespace helios::test {

TEST_CASE("rows in which two states differ are structs") {
  database db = filled();
  database trial = db.create_branch("trial");
  trial.update<users>("age"_c = 37).where("id"_c == 1);
  trial.remove<users>().where("id"_c == 4);
  trial.insert<users>(user{5, "Dan", 1, true, {"Linz", 4}});
  trial.remove<orders>().all();
  std::vector<row_difference<user>> const all = trial.diff<users>(db);
  REQUIRE(all.size() == 3);
  auto const& [before, after] = all[0];
  CHECK(before->age == 36);
  CHECK(after->age == 37);
  CHECK(after->home.city == "Paris");
  CHECK(all[0].change() == row_change::updated);
  CHECK(all[1].change() == row_change::deleted);
  CHECK(all[1].before->name == "Cyd");
  CHECK(all[2].change() == row_change::inserted);
  CHECK(all[2].after->id == 5);
  CHECK(db.diff<orders>("trial").size() == 3);
  CHECK(db.diff<users>(db).empty());
}

TEST_CASE("a table's columns may lie in another order than its struct's members") {
  database db = open(":memory:");
  db.execute("CREATE TABLE orders (total double precision NOT NULL, id bigint PRIMARY KEY)");
  scn const start = db.newest();
  db.execute("INSERT INTO orders VALUES (1.5, 1)");
  db.execute("ALTER TABLE orders ADD COLUMN user_id bigint NOT NULL DEFAULT 7");
  auto const all = db.diff<orders>(start);
  REQUIRE(all.size() == 1);
  CHECK(all[0].after->total == 1.5);
  CHECK(all[0].after->user_id == 7);
}

TEST_CASE("differences of what is not there are refused") {
  database db = filled();
  struct none {
    int id;
  };
  CHECK(state_of([&] { return db.diff<table<"none", none>>("main"); }) == "42P01");
  database other = filled();
  CHECK(state_of([&] { return db.diff<users>(other); }) == "22023");
}

TEST_CASE("versions that rows had are a query") {
  database db = filled();
  scn const start = db.newest();
  db.update<users>("age"_c = 37).where("id"_c == 1);
  db.remove<users>().where("id"_c == 4);
  auto const all = db.versions_between<users>(start, db.newest());
  auto const ada = all_of(all.where("id"_c == 1).order_by("age"_c));
  REQUIRE(ada.size() == 2);
  CHECK(ada[0].row.age == 36);
  CHECK_FALSE(ada[0].since);
  CHECK(ada[0].until == ada[1].since);
  CHECK(ada[1].row.home.city == "Paris");
  CHECK(ada[1].change == row_change::updated);
  CHECK_FALSE(ada[1].until);
  CHECK(all.where("id"_c == 4).count() == 2);
  CHECK(all.where("id"_c == 1).sum("age"_c) == 36 + 37);
  CHECK(db.versions_between<users>(start, start).count() == 4);
}

}  // namespace helios::test
