// Typed changes: what they print, what they do, what they return.
#include <tests/api/typed_shop.hpp>

namespace helios::test {

TEST_CASE("rows are changed and go") {
  database db = filled();
  CHECK(db.update<users>("age"_c = "age"_c + 1, "active"_c = false).where("id"_c < 3) == 2);
  CHECK(db.from<users>().where("id"_c == 1).one()->age == 37);
  CHECK(db.update<users>("age"_c = std::optional<int>()).where("id"_c == 1) == 1);
  CHECK_FALSE(db.from<users>().where("id"_c == 1).one()->age);
  CHECK(db.update<users>("active"_c = true).all() == 4);
  CHECK(db.remove<orders>().where("total"_c > 3) == 1);
  CHECK(db.remove<orders>().all() == 2);
}

TEST_CASE("rows are inserted all or none") {
  database db = filled();
  std::vector<user> const more{{5, "Dan", 1, true, {"Linz", 1}}, {1, "Ada", 1, true, {"X", 1}}};
  CHECK(state_of([&] { return db.insert<users>(more); }) == "23505");
  CHECK(db.from<users>().count() == 4);
  transaction tx = db.begin();
  CHECK(tx.insert<users>(more.front()) == 1);
  CHECK(state_of([&] { return tx.insert<users>(more); }) == "23505");
  CHECK(tx.from<users>().count() == 5);  // the transaction goes on
  tx.commit();
  CHECK(db.from<users>().count() == 5);
}

TEST_CASE("changes return what they changed") {
  database db = filled();
  auto const older = db.update<users>("age"_c = "age"_c + 1).returning("name"_c, "age"_c);
  using named_age = std::tuple<std::string, std::optional<int>>;
  std::vector<named_age> const aged = typed_change(older).where("id"_c < 3);
  CHECK(aged == std::vector<named_age>{{"Ada", 37}, {"Bob", std::nullopt}});
  std::vector<user> const gone = db.remove<users>().returning().where("id"_c == 4);
  REQUIRE(gone.size() == 1);
  CHECK(gone.front().home.city == "Oslo");
  CHECK(db.remove<orders>().returning("total"_c * 2).all().size() == 3);
  CHECK(db.from<users>().count() == 3);
}

TEST_CASE("rows are inserted, and the table says what it gave them") {
  database db = open(":memory:");
  struct note {
    std::int64_t id;
    std::string text;
    std::optional<std::string> state;
  };
  using notes = table<"notes", note, primary_key<"id">, default_<"id", "nextval('note_ids')">,
                      default_<"state", "'new'">>;
  db.execute("CREATE SEQUENCE note_ids");
  db.create<notes>();
  auto const insert = db.insert<notes>().by_default("id"_c, "state"_c);
  auto const made = insert.returning("id"_c, "state"_c).rows({{0, "a", {}}, {0, "b", {}}});
  using id_and_state = std::tuple<std::int64_t, std::optional<std::string>>;
  CHECK(made == std::vector<id_and_state>{{1, "new"}, {2, "new"}});
  CHECK(insert.rows({{0, "c", {}}}) == 1);
  std::vector<note> const more{{9, "d", {}}, {1, "e", {}}};
  CHECK(db.insert<notes>().on_conflict_do_nothing().rows(more) == 1);
  std::vector<note> const whole = db.insert<notes>().returning().rows({{10, "f", "old"}});
  CHECK(whole.front().state == "old");
  CHECK(state_of([&] {
          return db.insert<notes>().returning().rows({{11, "g", {}}, {1, "h", {}}});
        }) == "23505");
  CHECK(db.from<notes>().count() == 5);  // all or none
}

TEST_CASE("rows whose key is there are updated") {
  database db = filled();
  CHECK(db.upsert<users>({{1, "Eda", 37, true, {"Bern", 3}}, {5, "Dan", 1, true, {"Linz", 4}}}) ==
        2);
  CHECK(db.get<users>(1)->name == "Eda");
  CHECK(db.get<users>(1)->home.city == "Bern");
  CHECK(db.from<users>().count() == 5);
  std::vector<user> const bob{{20, "Bob", 44, true, {"Rome", 8}}};
  CHECK(db.upsert<users, "name">(bob) == 1);
  CHECK(db.get<users>(20)->age == 44);
  CHECK(db.upsert<users>(bob.front()) == 1);
  auto const back = db.upsert<users>().returning("id"_c, "age"_c + 1).rows(bob);
  CHECK(back == std::vector<std::tuple<std::int64_t, std::optional<int>>>{{20, 45}});
  // A row that is a key and no more counts, too.
  struct mark {
    int a, b;
  };
  using marks = table<"marks", mark, primary_key<"a", "b">>;
  db.create<marks>();
  CHECK(db.upsert<marks>({{1, 1}, {1, 2}, {1, 1}}) == 3);
  CHECK(db.upsert<marks>().returning().rows({{1, 2}}).size() == 1);
  CHECK(db.from<marks>().count() == 2);
}

}  // namespace helios::test
