// Typed tables: what the clauses of a query print, what they yield, and that SQL sees the same.
#include <tests/api/typed_shop.hpp>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/transform.hpp>

#include <numeric>

namespace helios::test {

TEST_CASE("rows come back as they went in") {
  database db = filled();
  std::optional<user> const bob = db.from<users>().where("id"_c == 2).one();
  REQUIRE(bob);
  CHECK(bob->name == "Bob");
  CHECK_FALSE(bob->age);
  CHECK(bob->home.city == "Rome");
  CHECK(bob->home.zip == 7);
  CHECK(db.query_value<std::string>("SELECT home_city FROM users WHERE id = 2") == "Rome");
  CHECK_FALSE(db.from<users>().where("id"_c == 9).one());
  CHECK(state_of([&] { return db.from<users>().one(); }) == "P0003");
}

TEST_CASE("a row is got by its key") {
  database db = filled();
  CHECK(db.get<users>(3)->name == "Amy");
  CHECK_FALSE(db.get<users>(9));
  struct stay {
    std::string house;
    int room;
    std::string guest;
  };
  using stays = table<"stays", stay, primary_key<"house", "room">>;
  db.create<stays>();
  db.insert<stays>({{"a", 1, "Ada"}, {"a", 2, "Bob"}});
  CHECK(db.get<stays>("a", 2)->guest == "Bob");
  CHECK_FALSE(db.get<stays>("b", 2));
}

TEST_CASE("conditions are put together at run time") {
  database db = filled();
  auto const found = [&](predicate<users> const& f) {
    return ids(db.from<users>().where(f).order_by("id"_c));
  };
  predicate<users> f;
  CHECK(f.empty());
  CHECK(found(f) == numbers{1, 2, 3, 4});
  f &= "age"_c >= 30;
  CHECK(found(f) == numbers{1, 3});
  f |= "name"_c == "Bob";
  CHECK(found(f) == numbers{1, 2, 3});
  f &= !"active"_c;
  CHECK(found(f) == numbers{2});
  CHECK(found("id"_c == 4) == numbers{4});
  CHECK(db.from<users>().where(f || "id"_c == 1).count() == 2);
}

TEST_CASE("conditions select rows") {
  database db = filled();
  auto const where = [&](auto const& c) { return ids(db.from<users>().where(c).order_by("id"_c)); };
  CHECK(where("age"_c > 30) == numbers{1, 3});
  CHECK(where("age"_c >= 36 && "age"_c < 50) == numbers{1});
  CHECK(where("age"_c <= 20 || "name"_c == "Bob") == numbers{2, 4});
  CHECK(where("name"_c != "Bob") == numbers{1, 3, 4});
  CHECK(where("name"_c.like("A%")) == numbers{1, 3});
  CHECK(where("name"_c.ilike("a%")) == numbers{1, 3});
  CHECK(where("age"_c.is_null()) == numbers{2});
  CHECK(where("age"_c.is_not_null()) == numbers{1, 3, 4});
  CHECK(where("id"_c.in(1, 4, 9)) == numbers{1, 4});
  CHECK(where("age"_c.between(20, 36)) == numbers{1, 4});
  CHECK(where(!"active"_c) == numbers{2, 4});
  CHECK(where(("age"_c + 1) * 2 - 4 == "age"_c * 2 - 2) == numbers{1, 3, 4});
  CHECK(where("home_city"_c == std::string("Oslo")) == numbers{3, 4});
  CHECK(where("users.id"_c < 2) == numbers{1});
}

TEST_CASE("rows are ordered, cut, distinct, counted") {
  database db = filled();
  auto const all = db.from<users>();
  CHECK(ids(all.order_by("age"_c.desc(), "id"_c)) == numbers{2, 3, 1, 4});
  CHECK(ids(all.order_by("name"_c.desc()).limit(2)) == numbers{4, 2});
  CHECK(ids(all.order_by("id"_c).limit(2).offset(1)) == numbers{2, 3});
  CHECK(all.where("active"_c).count() == 2);
  CHECK(all.limit(3).count() == 3);
  CHECK(all.where("id"_c == 1).exists());
  CHECK_FALSE(all.where("id"_c == 7).exists());
  CHECK(all.select("home_city"_c).distinct().count() == 3);
}

TEST_CASE("values are selected as tuples and structs") {
  database db = filled();
  std::vector<std::tuple<std::string, std::optional<std::int32_t>>> found;
  auto const query = db.from<users>().where("id"_c <= 2).order_by("id"_c);
  for (auto const& row : query.select("name"_c, "age"_c * 2)) found.push_back(row);
  CHECK(found == decltype(found){{"Ada", 72}, {"Bob", std::nullopt}});
  for (name_and_age const& r : query.into<name_and_age>("name"_c, "age"_c)) {
    CHECK((r.name == "Ada" ? r.age == 36 : !r.age));
  }
}

TEST_CASE("tables are joined") {
  database db = filled();
  using pairs = std::vector<std::tuple<std::string, double>>;
  pairs found;
  auto const both = db.from<users>().join<orders>("users.id"_c == "user_id"_c);
  for (auto const& row : both.where("total"_c > 2).order_by("total"_c).select("name"_c, "total"_c))
    found.push_back(row);
  CHECK(found == pairs{{"Ada", 2.5}, {"Ada", 4}});
  CHECK(both.count() == 3);

  std::vector<std::optional<double>> totals;
  auto const all = db.from<users>().left_join<orders>("users.id"_c == "orders.user_id"_c);
  for (auto const& [total] : all.where("name"_c == "Bob").select("total"_c)) {
    totals.push_back(total);
  }
  CHECK(totals == std::vector<std::optional<double>>{std::nullopt});
  CHECK(all.where("orders.id"_c.is_null()).count() == 2);

  using older = alias<"older", users>;
  auto const pair = db.from<users>().join<older>("older.age"_c > "users.age"_c);
  CHECK(pair.count() == 3);
  CHECK(pair.where("users.name"_c == "Ada").select("older.name"_c).one() ==
        std::tuple<std::string>("Amy"));
}

TEST_CASE("joins say which rows may be missing") {
  database db = filled();
  db.execute("ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey");
  db.insert<orders>(order{4, 9, 7});
  auto const on = "users.id"_c == "user_id"_c;
  auto const right = db.from<users>().right_join<orders>(on).order_by("orders.id"_c);
  auto const lost = right.select("name"_c, "orders.id"_c);
  static_assert(
      std::same_as<decltype(lost)::row_type, std::tuple<std::optional<std::string>, std::int64_t>>);
  CHECK(all_of(lost).back() == std::tuple(std::optional<std::string>(), std::int64_t{4}));
  CHECK(lost.text().text() ==
        "SELECT name, orders.id FROM users RIGHT JOIN orders ON (users.id = user_id) "
        "ORDER BY orders.id");
  auto const full = db.from<users>().full_join<orders>(on).select("users.id"_c, "total"_c);
  static_assert(std::same_as<decltype(full)::row_type,
                             std::tuple<std::optional<std::int64_t>, std::optional<double>>>);
  CHECK(full.count() == 6);
  CHECK(db.from<users>().cross_join<orders>().count() == 16);
  // A table beside itself.
  using mentors = alias<"mentors", users>;
  auto const pairs = db.from<users>()
                         .left_join<mentors>("mentors.id"_c == "users.id"_c - 1)
                         .order_by("users.id"_c)
                         .select("users.name"_c, "mentors.name"_c);
  using pair = std::tuple<std::string, std::optional<std::string>>;
  CHECK(all_of(pairs) ==
        std::vector<pair>{{"Ada", {}}, {"Bob", "Ada"}, {"Amy", "Bob"}, {"Cyd", "Amy"}});
  CHECK(pairs.text().text().find("FROM users LEFT JOIN users AS mentors ON") != std::string::npos);
}

TEST_CASE("NULL comes first or last") {
  database db = filled();
  auto const all = db.from<users>();
  CHECK(ids(all.order_by("age"_c.desc().nulls_last())) == numbers{3, 1, 4, 2});
  CHECK(ids(all.order_by("age"_c.asc().nulls_first())) == numbers{2, 4, 1, 3});
  CHECK(all.order_by("age"_c.asc().nulls_first()).text().text().ends_with(" age NULLS FIRST"));
}

TEST_CASE("values of all rows are one value") {
  database db = filled();
  auto const all = db.from<users>();
  static_assert(std::same_as<decltype(all.sum("age"_c)), std::optional<std::int64_t>>);
  static_assert(std::same_as<decltype(all.count("age"_c)), std::int64_t>);
  CHECK(all.sum("age"_c) == 106);
  CHECK(all.where("id"_c > 9).sum("age"_c) == std::nullopt);
  CHECK(all.min("name"_c) == "Ada");
  CHECK(all.max("age"_c + 1) == 51);
  CHECK(all.where("age"_c < 50).avg("age"_c) == types::decimal(std::int64_t{28}));
  CHECK(all.count("age"_c) == 3);
  CHECK(db.from<orders>().sum("total"_c) == 7.5);
  // Of the rows that the query yields.
  CHECK(all.order_by("id"_c).limit(2).sum("id"_c) == types::decimal(std::int64_t{3}));
  CHECK(all.order_by("id"_c).offset(3).max("name"_c) == "Cyd");
  CHECK(all.select("home_city"_c).distinct().count("home_city"_c) == 3);
  // Different values.
  CHECK(all.select(count(distinct("home_city"_c)), sum(distinct("age"_c))).text().text() ==
        "SELECT count(DISTINCT home_city), sum(DISTINCT age) FROM users");
  CHECK(all.count(distinct("home_city"_c)) == 3);
  CHECK(all.count(distinct("active"_c)) == 2);
}

TEST_CASE("rows of two queries are put together") {
  database db = filled();
  auto const all = db.from<users>();
  auto const some = all.where("id"_c <= 2), active = all.where("active"_c);
  CHECK(ids(some.union_(active).order_by("id"_c)) == numbers{1, 2, 3});
  CHECK(some.union_all(active).count() == 4);
  CHECK(ids(some.except_(active)) == numbers{2});
  CHECK(ids(some.intersect_(active)) == numbers{1});
  CHECK(ids(some.union_(active).where("home_city"_c != "Rome").order_by("id"_c.desc())) ==
        numbers{3, 1});
  auto const ends = all.order_by("id"_c).limit(1).union_all(all.order_by("id"_c.desc()).limit(1));
  CHECK(ids(ends.order_by("name"_c)) == numbers{1, 4});
  CHECK(all.select("id"_c).union_(db.from<orders>().select("user_id"_c)).count() == 4);
  CHECK(all.into<name_and_age>("name"_c, "age"_c)
            .union_(all.into<name_and_age>("home_city"_c, "home_zip"_c))
            .where("age"_c < 3)
            .count() == 2);
  CHECK(some.union_(active).text().text() ==
        "SELECT id, name, age, active, home_city, home_zip FROM "
        "((SELECT id, name, age, active, home_city, home_zip FROM users WHERE (id <= ?)) UNION "
        "(SELECT id, name, age, active, home_city, home_zip FROM users WHERE active)) AS derived "
        "(id, name, age, active, home_city, home_zip)");
}

TEST_CASE("rows of the program are those of a query") {
  database db = filled();
  auto const given = db.values<name_and_age>({{"Ada", 30}, {"Bob", std::nullopt}});
  CHECK(given.where("age"_c.is_null()).one()->name == "Bob");
  auto const changed = given.join<users>("users.name"_c == "derived.name"_c)
                           .where("users.age"_c != "derived.age"_c)
                           .select("id"_c, "users.age"_c - "derived.age"_c);
  CHECK(changed.one() == std::tuple(std::int64_t{1}, std::optional(6)));
  CHECK(given.text().text() ==
        "SELECT name, age FROM (VALUES (CAST(? AS text), CAST(? AS integer)), (CAST(? AS text), "
        "CAST(? AS integer))) AS derived (name, age)");
  std::vector<name_and_age> const none;
  CHECK(db.values<name_and_age>(none).count() == 0);
  CHECK(given.union_(db.from<users>().into<name_and_age>("name"_c, "age"_c)).count() == 5);
}

TEST_CASE("rows are grouped") {
  database db = filled();
  struct spent {
    std::string name;
    std::int64_t times;
    std::optional<double> total;
  };
  auto const by_name = db.from<users>()
                           .join<orders>("users.id"_c == "user_id"_c)
                           .group_by("users.id"_c, "name"_c)
                           .order_by(sum("total"_c).desc());
  std::vector<std::tuple<std::string, std::int64_t, std::optional<double>>> found;
  for (spent const& s : by_name.into<spent>("name"_c, count(), sum("total"_c)))
    found.emplace_back(s.name, s.times, s.total);
  CHECK(found == decltype(found){{"Ada", 2, 6.5}, {"Amy", 1, 1}});
  CHECK(by_name.having(count() > 1).select("name"_c, max("total"_c) - min("total"_c)).one() ==
        std::tuple<std::string, std::optional<double>>("Ada", 1.5));
  // Without group_by all rows are one group.
  CHECK(db.from<users>().select(count(), count("age"_c), min("name"_c)).one() ==
        std::tuple<std::int64_t, std::int64_t, std::optional<std::string>>(4, 3, "Ada"));
  CHECK(db.from<users>().where("id"_c > 9).select(sum("id"_c), avg("age"_c)).one() ==
        std::tuple<std::optional<types::decimal>, std::optional<types::decimal>>());
  CHECK(std::get<0>(*db.from<users>().select(sum("age"_c)).one()) == 106);
}

TEST_CASE("groups may be of what is calculated") {
  database db = filled();
  auto const initial = left("name"_c, 1);
  auto const groups = db.from<users>().group_by(initial, "active"_c).order_by(initial.desc());
  auto const all = groups.select(initial.as<"letter">(), "active"_c, count());
  CHECK(all_of(all) == std::vector<std::tuple<std::string, bool, std::int64_t>>{
                           {"C", false, 1}, {"B", false, 1}, {"A", true, 2}});
  CHECK(all.text().text() ==
        "SELECT left(name, CAST('1' AS integer)) AS letter, active, count(*) FROM users GROUP BY "
        "left(name, CAST('1' AS integer)), active ORDER BY left(name, CAST('1' AS integer)) "
        "DESC");
  CHECK(all.text().parameters().empty());
  auto const tens =
      db.from<users>().where("age"_c > 0).group_by("age"_c / 10).order_by("age"_c / 10);
  CHECK(all_of(tens.select("age"_c / 10, count())).size() == 3);
}

TEST_CASE("the past and branches have typed tables, too") {
  database db = filled();
  auto const before = db.newest();
  db.update<users>("name"_c = "Eda").where("id"_c == 1);
  CHECK(db.as_of(before).from<users>().where("id"_c == 1).one()->name == "Ada");
  database trial = db.create_branch("trial");
  trial.remove<orders>().all();
  CHECK(trial.from<orders>().count() == 0);
  CHECK(db.from<orders>().count() == 3);
}

TEST_CASE("a query prints the SQL that it is") {
  database db = filled();
  auto const query = db.from<users>()
                         .where("age"_c > 30)
                         .where("name"_c.like("A%"))
                         .order_by("name"_c.desc(), "id"_c)
                         .limit(10)
                         .offset(2);
  CHECK(query.text().text() ==
        "SELECT id, name, age, active, home_city, home_zip FROM users WHERE (age > ?) AND "
        "(name LIKE ?) ORDER BY name DESC, id LIMIT 10 OFFSET 2");
  CHECK(query.text().parameters().size() == 2);
  CHECK(query.select("id"_c.as<"number">())
            .distinct()
            .text()
            .text()
            .starts_with("SELECT DISTINCT id AS number FROM users"));
}

TEST_CASE("a query is a lazy range, each walk runs it again") {
  database db = filled();
  auto const query = db.from<users>().order_by("id"_c);
  auto const names = query | ranges::views::transform(&user::name) | ranges::to<std::vector>();
  CHECK(names == std::vector<std::string>{"Ada", "Bob", "Amy", "Cyd"});
  std::int64_t sum = 0;
  std::ranges::for_each(query, [&](user const& u) { sum += u.id; });
  CHECK(sum == 10);
  db.remove<users>().where("id"_c == 4);
  CHECK(ids(query) == numbers{1, 2, 3});
  // In a transaction the rows are that one's.
  transaction tx = db.begin();
  tx.insert<users>(user{9, "Eve", 1, true, {"Bern", 3}});
  CHECK(tx.from<users>().count() == 4);
  tx.rollback();
  CHECK(db.from<users>().count() == 3);
}

TEST_CASE("tables are made all or none") {
  database db = open(":memory:");
  db.execute("CREATE TABLE orders (id INT)");
  CHECK(state_of([&] {
          db.create<users, orders>();
          return 0;
        }) == "42P07");
  CHECK(db.relations().size() == 1);
  db.execute("DROP TABLE orders");
  db.create<users, orders>();
  CHECK(state_of([&] { return db.insert<orders>({{1, 7, 2}}); }) == "23503");
}

}  // namespace helios::test
