// Functions and choices in typed queries: their types, what they print, what they give.
#include <tests/api/typed_shop.hpp>

namespace helios::test {

namespace {

/// The one row of a query of user 1, and of user 2, whose age is NULL.
template <class... Es>
auto of_ada(database& db, Es const&... values) {
  return *db.from<users>().where("id"_c == 1).select(values...).one();
}
template <class... Es>
auto of_bob(database& db, Es const&... values) {
  return *db.from<users>().where("id"_c == 2).select(values...).one();
}
template <class E>
std::string printed(database& db, E const& value) {
  std::string text = db.from<users>().select(value).text().text();
  return text.substr(7, text.find(" FROM ") - 7);
}

}  // namespace

TEST_CASE("functions of text") {
  database db = filled();
  CHECK(of_ada(db, lower("name"_c), upper("name"_c), length("name"_c)) ==
        std::tuple<std::string, std::string, int>("ada", "ADA", 3));
  CHECK(of_ada(db, substring("name"_c, 2), left("name"_c, 1), right("name"_c, 1)) ==
        std::tuple<std::string, std::string, std::string>("da", "A", "a"));
  CHECK(of_ada(db, trim("name"_c, "Aa"), replace("name"_c, "d", "nn"), reverse("name"_c)) ==
        std::tuple<std::string, std::string, std::string>("d", "Anna", "adA"));
  CHECK(of_bob(db, concat("name"_c, "/", "age"_c, "/", "home_zip"_c)) ==
        std::tuple<std::string>("Bob//7"));
  CHECK(db.from<users>().where(lower("name"_c) == "ada").count() == 1);
  CHECK(db.from<users>().where(starts_with("name"_c, "A") && "active"_c).count() == 2);
  CHECK(printed(db, substring("name"_c, 2, length("name"_c) - 1)) ==
        "substring(name, ?, (length(name) - ?))");
  CHECK(printed(db, concat("name"_c, 1)) == "concat(name, ?)");
}

TEST_CASE("functions of numbers") {
  database db = filled();
  auto const row = of_ada(db, abs("id"_c - 5), round("age"_c), mod("age"_c, 5), sqrt("age"_c));
  static_assert(std::same_as<decltype(row) const,
                             std::tuple<std::int64_t, std::optional<double>, std::optional<int>,
                                        std::optional<double>> const>);
  CHECK(row ==
        std::tuple(std::int64_t{4}, std::optional(36.0), std::optional(1), std::optional(6.0)));
  CHECK(std::get<0>(of_bob(db, abs("age"_c))) == std::nullopt);
  CHECK(db.from<orders>().where(floor("total"_c) == ceil("total"_c)).count() == 2);
  CHECK(db.from<orders>().max(round("total"_c / 3, 2)) == 1.33);
  CHECK(printed(db, power("age"_c, 2)) == "power(age, ?)");
}

TEST_CASE("functions of time") {
  database db = open(":memory:");
  using instant = std::chrono::sys_time<std::chrono::microseconds>;
  struct event {
    int id;
    instant at;
    std::chrono::sys_days day;
  };
  using events = table<"events", event, primary_key<"id">>;
  db.create<events>();
  using namespace std::chrono;
  sys_days const day = 2025y / March / 14;
  db.insert<events>({{1, day + 15h + 9min, day}});
  auto const row = *db.from<events>()
                        .select(date_trunc("hour", "at"_c), extract("minute", "at"_c),
                                date_part("year", "day"_c), "day"_c + 1, "day"_c - "day"_c,
                                "at"_c + types::interval{0, 2, 0}, age("at"_c, "at"_c))
                        .one();
  using wanted =
      std::tuple<instant, types::decimal, double, sys_days, int, instant, types::interval>;
  static_assert(std::same_as<decltype(row), wanted const>);
  CHECK(std::get<0>(row) == instant(day + 15h));
  CHECK(std::get<1>(row) == types::decimal(std::int64_t{9}));
  CHECK(std::get<2>(row) == 2025);
  CHECK(std::get<3>(row) == day + days(1));
  CHECK(std::get<4>(row) == 0);
  CHECK(std::get<5>(row) == instant(day + days(2) + 15h + 9min));
  CHECK(db.from<events>().where("at"_c < helios::now() && "day"_c <= current_date()).count() == 1);
}

TEST_CASE("CASE is the value of the first condition that is true") {
  database db = filled();
  auto const group =
      helios::case_("age"_c < 30, "young").when("age"_c.is_null(), "unknown").else_("old");
  auto const all = db.from<users>().order_by("id"_c).select(group);
  static_assert(std::same_as<decltype(all)::row_type, std::tuple<std::string>>);
  CHECK(all_of(all) ==
        std::vector<std::tuple<std::string>>{{"old"}, {"unknown"}, {"old"}, {"young"}});
  CHECK(printed(db, group) == "(CASE WHEN (age < ?) THEN ? WHEN (age IS NULL) THEN ? ELSE ? END)");
  // Without ELSE it may be NULL; numbers meet as in SQL.
  auto const some =
      of_ada(db, case_("active"_c, 1).when("age"_c > 3, "id"_c), case_(!"active"_c, 1));
  static_assert(std::same_as<decltype(some) const,
                             std::tuple<std::optional<std::int64_t>, std::optional<int>> const>);
  CHECK(some == std::tuple(std::optional<std::int64_t>(1), std::optional<int>()));
  // Counting what meets a condition.
  CHECK(db.from<users>().sum(case_("active"_c, 1).else_(0)) == 2);
}

TEST_CASE("values instead of NULL, and NULL instead of values") {
  database db = filled();
  auto const row = of_bob(db, coalesce("age"_c, "home_zip"_c), coalesce("age"_c, 0),
                          nullif("name"_c, "Bob"), greatest("age"_c, 3), least("id"_c, 1));
  static_assert(std::same_as<decltype(row) const,
                             std::tuple<std::optional<int>, int, std::optional<std::string>, int,
                                        std::int64_t> const>);
  CHECK(row == std::tuple(std::optional(7), 0, std::optional<std::string>(), 3, std::int64_t{1}));
  CHECK(printed(db, coalesce("age"_c, 0)) == "coalesce(age, ?)");
}

TEST_CASE("values are cast") {
  database db = filled();
  auto const row = of_ada(db, cast<std::string>("age"_c), cast<double>("id"_c) / 2,
                          cast<int>("active"_c), cast<types::decimal>("age"_c));
  static_assert(
      std::same_as<decltype(row) const, std::tuple<std::optional<std::string>, double, int,
                                                   std::optional<types::decimal>> const>);
  CHECK(std::get<0>(row) == "36");
  CHECK(std::get<1>(row) == 0.5);
  CHECK(std::get<2>(row) == 1);
  CHECK(printed(db, cast<double>("id"_c)) == "CAST(id AS double precision)");
}

}  // namespace helios::test
