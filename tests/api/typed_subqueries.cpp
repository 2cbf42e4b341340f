// Typed queries within queries, and queries that are prepared.
#include <tests/api/typed_shop.hpp>

namespace helios::test {

TEST_CASE("a value is one of those that a query yields") {
  database db = filled();
  auto const buyers = db.from<orders>().where("total"_c > 2).select("user_id"_c);
  auto const query = db.from<users>().where("id"_c.in(buyers));
  CHECK(ids(query.order_by("id"_c)) == numbers{1});
  CHECK(ids(db.from<users>().where(!"id"_c.in(buyers)).order_by("id"_c)) == numbers{2, 3, 4});
  CHECK(query.select("id"_c).text().text() ==
        "SELECT id FROM users WHERE (id IN (SELECT user_id FROM orders WHERE (total > ?)))");
  CHECK(db.from<users>().where("age"_c > 1 && "id"_c.in(buyers) && "age"_c < 99).count() == 1);
  CHECK(db.update<users>("age"_c = 1).where("id"_c.in(buyers)) == 1);
}

TEST_CASE("a query yields a value") {
  database db = filled();
  auto const oldest = scalar(db.from<users>().select(max("age"_c)));
  CHECK(ids(db.from<users>().where("age"_c == oldest)) == numbers{3});
  auto const ages = db.from<users>().select("id"_c, oldest - "age"_c);
  static_assert(
      std::same_as<decltype(ages)::row_type, std::tuple<std::int64_t, std::optional<int>>>);
  CHECK(std::get<1>(*ages.where("id"_c == 1).one()) == 14);
}

TEST_CASE("a query within another one names its columns") {
  database db = filled();
  auto const orders_of_user = db.from<orders>().within<users>().where("user_id"_c == "users.id"_c);
  auto const buyers = db.from<users>().where(exists(orders_of_user)).order_by("id"_c);
  CHECK(ids(buyers) == numbers{1, 3});
  CHECK(buyers.select("users.id"_c).text().text() ==
        "SELECT users.id FROM users WHERE EXISTS (SELECT id, user_id, total FROM orders WHERE "
        "(user_id = users.id)) ORDER BY id");
  CHECK(ids(db.from<users>().where(!exists(orders_of_user)).order_by("id"_c)) == numbers{2, 4});
  auto const spent = db.from<users>().order_by("id"_c).select(
      "name"_c, coalesce(scalar(orders_of_user.select(sum("total"_c))), 0.0));
  using name_and_sum = std::tuple<std::string, double>;
  CHECK(all_of(spent) ==
        std::vector<name_and_sum>{{"Ada", 6.5}, {"Bob", 0}, {"Amy", 1}, {"Cyd", 0}});
  // Two levels down.
  using others = alias<"others", orders>;
  auto const dearer = db.from<others>().within<users>().within<orders>().where(
      "others.user_id"_c == "users.id"_c && "others.total"_c > "orders.total"_c);
  CHECK(ids(db.from<users>().where(exists(orders_of_user.where(exists(dearer))))) == numbers{1});
}

TEST_CASE("a prepared query takes arguments") {
  database db = filled();
  auto older = db.from<users>()
                   .where("age"_c > parameter<1, int> && "name"_c != parameter<2, std::string>)
                   .where("id"_c < 100)
                   .order_by("id"_c)
                   .prepare();
  auto const found = [](auto rows) {
    numbers all;
    for (user const& u : rows) all.push_back(u.id);
    return all;
  };
  CHECK(found(older(19, "Amy")) == numbers{1, 4});
  CHECK(found(older(40, std::string("Ada"))) == numbers{3});
  CHECK(older.one(40, "Ada")->name == "Amy");
  CHECK_FALSE(older.one(99, ""));
  CHECK(older.text().ends_with("WHERE ((age > ?) AND (name <> ?)) AND (id < ?) ORDER BY id"));
}

TEST_CASE("parameters stand anywhere, more than once, and may be NULL") {
  database db = filled();
  auto near = db.from<users>()
                  .where("age"_c >= parameter<1, int> - 5 && "age"_c <= parameter<1, int> + 5)
                  .select("name"_c, parameter<2, double> * 2)
                  .prepare();
  CHECK(near.one(37, 1.5) == std::tuple<std::string, double>("Ada", 3));
  auto by_age = db.from<users>()
                    .where(coalesce("age"_c, 0) == coalesce(parameter<1, std::optional<int>>, 0))
                    .prepare();
  CHECK(by_age.one(std::nullopt)->name == "Bob");
  CHECK(by_age.one(36)->name == "Ada");
  auto buyers =
      db.from<users>()
          .where("id"_c.in(
              db.from<orders>().where("total"_c > parameter<1, double>).select("user_id"_c)))
          .prepare();
  CHECK(buyers.one(3)->name == "Ada");
}

}  // namespace helios::test
