// Typed tables with members that are helios::vec<N>, and queries for what is nearest.
#include <helios/helios.hpp>

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

#include <limits>
#include <sstream>

namespace helios::test {

using namespace literals;

namespace {

struct document {
  int id;
  std::string title;
  vec<3> e;
  std::optional<vec<2>> small;
  friend bool operator==(document const&, document const&) = default;
};
using documents = table<"documents", document, primary_key<"id">>;

document const first{1, "one", {1, 0, 0}, vec<2>{0.5, -2}};
document const second{2, "two", {0, 2, 0}, std::nullopt};
document const third{3, "three", {1, 1, 0}, vec<2>{1e10, -0.0}};

[[nodiscard]] database filled() {
  database db = open(":memory:");
  db.create<documents>();
  db.insert<documents>({first, second, third});
  return db;
}
template <class Query>
[[nodiscard]] std::vector<int> ids(Query&& of) {
  std::vector<int> all;
  for (document const& d : of) all.push_back(d.id);
  return all;
}
/// Of the rows that nearest() finds.
template <class Query>
[[nodiscard]] std::vector<int> found(Query&& of) {
  std::vector<int> all;
  for (auto const& [d, distance] : of) all.push_back(d.id);
  return all;
}
template <class Query>
[[nodiscard]] std::string sql_of(Query const& of) {
  return of.text().text();
}

template <class Query, class Column, class Vector>
concept takes_nearest = requires(Query const& q, Column c, Vector v) {
  q.nearest(c, v, 2);
};
using all_documents = decltype(std::declval<database&>().from<documents>());

}  // namespace

TEST_CASE("a vec is an array of floats", "[api][typed_vectors]") {
  static_assert(std::is_trivially_copyable_v<vec<3>> && sizeof(vec<3>) == 12);
  static_assert(vec<3>::size() == 3);
  constexpr vec<3> v{0.1F, 0.2F, 0.3F};
  static_assert(v[1] == 0.2F && v == vec<3>{0.1F, 0.2F, 0.3F});
  static_assert(v < vec<3>{0.1F, 0.3F, 0} && v != vec<3>{});
  std::span<float const> const numbers = v;
  CHECK(numbers.data() == v.data());
  float sum = 0;
  for (float const each : v) sum += each;
  CHECK(sum == Approx(0.6));
}

TEST_CASE("a vec knows how many numbers it is made of", "[api][typed_vectors]") {
  static_assert(std::same_as<decltype(vec{1, 0, 0}), vec<3>>);
  static_assert(std::same_as<decltype(vec{0.5}), vec<1>>);
  static_assert(vec{1, 0.5F, -2.0} == vec<3>{1, 0.5, -2});
  constexpr vec copy{vec{1, 2}};
  static_assert(std::same_as<decltype(copy), vec<2> const>);
}

TEST_CASE("a vec is a column vector(n)", "[api][typed_vectors]") {
  database db = filled();
  std::ostringstream dump;
  db.dump(dump);
  CHECK(dump.str().find("e vector(3) NOT NULL,\n  small vector(2)") != std::string::npos);
  CHECK(db.query_value<std::string>("SELECT e::text || small::text FROM documents WHERE id = 3") ==
        "[1,1,0][1e+10,-0]");
}

TEST_CASE("rows with vecs come back as they went in", "[api][typed_vectors]") {
  database db = filled();
  CHECK(db.get<documents>(1) == first);
  CHECK(db.get<documents>(2) == second);
  for (int i = 0; i != 3; ++i) CHECK(db.get<documents>(3) == third);
  CHECK(ids(db.from<documents>().order_by("id"_c)) == std::vector{1, 2, 3});
  document const changed{2, "two", {9, 9, 9}, vec<2>{1, 2}};
  db.upsert<documents>({changed});
  CHECK(db.get<documents>(2) == changed);
  CHECK(db.update<documents>("e"_c = vec<3>{4, 5, 6}).where("id"_c == 1) == 1);
  CHECK(db.get<documents>(1)->e == vec<3>{4, 5, 6});
  CHECK(db.query("SELECT e, small FROM documents WHERE id = 1")
            .one<std::tuple<vec<3>, std::optional<vec<2>>>>() ==
        std::tuple(vec<3>{4, 5, 6}, first.small));
}

TEST_CASE("changes return rows with vecs", "[api][typed_vectors]") {
  database db = filled();
  std::vector<document> const moved =
      db.update<documents>("e"_c = vec<3>{7, 8, 9}).returning().where("small"_c == first.small);
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].e == vec<3>{7, 8, 9});
  CHECK(moved[0].small == first.small);
  std::vector<document> const gone =
      db.remove<documents>().returning().where(l2_distance("e"_c, vec<3>{7, 8, 9}) == 0.0);
  CHECK(gone == moved);
  CHECK(db.from<documents>().count() == 2);
}

TEST_CASE("an appender takes vecs", "[api][typed_vectors]") {
  database db = open(":memory:");
  db.create<documents>();
  std::vector<document> many;
  for (int i = 0; i != 3000; ++i)
    many.push_back({i, "t", {static_cast<float>(i), 1, 2}, std::nullopt});
  db.insert<documents>(many);
  CHECK(db.get<documents>(2999) == many.back());
  CHECK(found(db.from<documents>().nearest("e"_c, vec<3>{1234.2, 1, 2}, 2)) ==
        std::vector{1234, 1235});
}

TEST_CASE("conditions on vecs", "[api][typed_vectors]") {
  database db = filled();
  CHECK(db.from<documents>().where("e"_c == second.e).one()->id == 2);
  CHECK(db.from<documents>().where("e"_c < vec<3>{1, 0, 0}).one()->id == 2);
  CHECK(db.from<documents>().where("small"_c.is_null()).one()->id == 2);
  CHECK(db.from<documents>().where("e"_c.in(first.e, third.e)).count() == 2);
}

TEST_CASE("distances: types, SQL, results", "[api][typed_vectors]") {
  database db = filled();
  vec<3> const q{1, 0, 0};
  auto const near = db.from<documents>().where(l2_distance("e"_c, q) < 1.5).order_by("id"_c);
  CHECK(sql_of(near) ==
        "SELECT id, title, e, small FROM documents WHERE (l2_distance(e, ?) < ?) "
        "ORDER BY id");
  CHECK(ids(near) == std::vector{1, 3});
  auto const all =
      db.from<documents>()
          .where("id"_c == 3)
          .select(l2_distance("e"_c, q), cosine_distance("e"_c, q), inner_product("e"_c, q),
                  l1_distance("e"_c, q), cosine_similarity(q, "e"_c), vector_norm("e"_c),
                  l2_distance("small"_c, vec<2>{1e10, 0}));
  static_assert(
      std::same_as<decltype(all)::row_type, std::tuple<double, double, double, double, double,
                                                       double, std::optional<double>>>);
  auto const [l2, cosine, inner, l1, similarity, norm, small] = *all.one();
  CHECK(l2 == 1);
  CHECK(cosine == Approx(1 - 1 / std::sqrt(2.0)));
  CHECK(inner == 1);
  CHECK(l1 == 1);
  CHECK(similarity == Approx(1 / std::sqrt(2.0)));
  CHECK(norm == Approx(std::sqrt(2.0)));
  CHECK(small == 0.0);
  CHECK(ids(db.from<documents>().order_by(cosine_distance("e"_c, vec<3>{0, 1, 0})).limit(2)) ==
        std::vector{2, 3});
}

TEST_CASE("aggregates of vecs", "[api][typed_vectors]") {
  database db = filled();
  auto const all = db.from<documents>();
  static_assert(std::same_as<decltype(all.sum("e"_c)), std::optional<vec<3>>>);
  CHECK(all.sum("e"_c) == vec<3>{2, 3, 0});
  CHECK(all.where("id"_c != 3).avg("e"_c) == vec<3>{0.5, 1, 0});
  CHECK(all.avg("small"_c) == vec<2>{5e9, -1});
  CHECK_FALSE(all.where("id"_c > 9).sum("e"_c));
  CHECK(all.count(distinct("small"_c)) == 2);
  auto const groups = all.group_by("small"_c).select(sum("e"_c), count()).order_by(sum("e"_c));
  static_assert(
      std::same_as<decltype(groups)::row_type, std::tuple<std::optional<vec<3>>, std::int64_t>>);
  CHECK(std::get<0>(*groups.begin()) == second.e);
}

TEST_CASE("nearest: may be called, types, SQL, result", "[api][typed_vectors]") {
  using column = decltype("e"_c);
  static_assert(takes_nearest<all_documents, column, vec<3>>);
  database db = filled();
  auto const q = db.from<documents>().nearest("e"_c, vec{1, 0.9, 0}, 2);
  static_assert(std::same_as<decltype(q)::row_type, neighbour<document>>);
  CHECK(sql_of(q) == "SELECT id, title, e, small, e <-> ? FROM documents ORDER BY 5 LIMIT 2");
  CHECK(found(q) == std::vector{3, 1});
  CHECK(q.count() == 2);
  CHECK(q.exists());
  std::vector<neighbour<document>> all;
  for (auto [d, distance] : db.from<documents>().where("id"_c < 3).nearest("e"_c, vec{1, 0, 0}, 5))
    all.push_back({d, distance});
  CHECK(all == std::vector<neighbour<document>>{{first, 0}, {second, std::sqrt(5.0)}});
  CHECK(db.from<documents>().nearest("e"_c, vec{9, 9, 9}, 0).exists() == false);
  CHECK(db.from<documents>().nearest("e"_c, first.e, 1).one() == neighbour<document>{first, 0});
  // SQL's rows read as neighbours, too.
  for (auto const& [d, distance] : db.query<neighbour<document>>(
           "SELECT *, e <-> $1 FROM documents ORDER BY 5 LIMIT 1", vec{0, 2, 1}))
    CHECK((d == second && distance == 1));
  CHECK(state_of([&] {
          return db.query<neighbour<document>>("SELECT * FROM documents").begin()->distance;
        }) == "42804");
}

TEST_CASE("nearest by each distance", "[api][typed_vectors]") {
  database db = filled();
  struct way {
    metric by;
    std::string_view sign;
    std::vector<int> order;
    double least;
  };
  vec<3> const to{0, 3, 0};
  for (auto const& [by, sign, order, least] :
       {way{metric::l2, "<->", {2, 3, 1}, 1}, way{metric::cosine, "<=>", {2, 3, 1}, 0},
        way{metric::inner_product, "<#>", {2, 3, 1}, -6}, way{metric::l1, "<+>", {2, 3, 1}, 1}}) {
    auto const q = db.from<documents>().nearest("e"_c, to, 3, by);
    CAPTURE(sign);
    CHECK(sql_of(q).find("e " + std::string(sign) + " ? FROM") != std::string::npos);
    CHECK(found(q) == order);
    CHECK((*q.begin()).distance == least);
  }
  // Where they differ: of one direction, but far; near, but of another.
  db.insert<documents>({{4, "far", {0, 90, 0}, {}}});
  CHECK(found(db.from<documents>().nearest("e"_c, to, 1, metric::inner_product)) == std::vector{4});
  CHECK(found(db.from<documents>().nearest("e"_c, to, 4)).back() == 4);
}

TEST_CASE("nearest goes with the other clauses", "[api][typed_vectors]") {
  database db = filled();
  vec<3> const near_two{0, 2, 0.1};
  auto const all = db.from<documents>();
  CHECK(found(all.where("id"_c != 2).nearest("e"_c, near_two, 1)) == std::vector{3});
  CHECK(found(all.nearest("e"_c, near_two, 5).where("id"_c < 3)) == std::vector{2, 1});
  CHECK(found(all.nearest("e"_c, near_two, 2).offset(1)) == std::vector{3, 1});
  CHECK(found(all.order_by("id"_c).nearest("e"_c, near_two, 2)) == std::vector{2, 3});
  CHECK(found(all.distinct().nearest("e"_c, near_two, 2)) == std::vector{2, 3});
  CHECK(all.nearest("e"_c, near_two, 2).sum("id"_c) == 5);
  CHECK(all.distinct().nearest("e"_c, near_two, 2).count() == 2);
  auto const titles =
      all.nearest("e"_c, near_two, 1).select("title"_c, l2_distance("e"_c, near_two));
  CHECK(sql_of(titles) ==
        "SELECT title, l2_distance(e, ?) FROM documents ORDER BY e <-> ? LIMIT 1");
  CHECK(std::get<0>(*titles.one()) == "two");
  // What is selected first has its distance beside it.
  auto const named = all.select("title"_c, "id"_c).nearest("e"_c, near_two, 1);
  static_assert(std::same_as<decltype(named)::row_type, neighbour<std::tuple<std::string, int>>>);
  CHECK(named.one()->row == std::tuple("two", 2));
  struct hit {
    std::string title;
    double distance;
  };
  CHECK(all.nearest("e"_c, near_two, 1)
            .into<hit>("title"_c, l2_distance("e"_c, near_two))
            .one()
            ->title == "two");
  // Members that may be NULL: such rows are behind all others, at no distance.
  auto const small = all.nearest("small"_c, vec{0, 0}, 3);
  static_assert(
      std::same_as<decltype(small)::row_type, neighbour<document, std::optional<double>>>);
  std::vector<bool> far;
  for (auto const& [d, distance] : small) far.push_back(distance.has_value());
  CHECK(far == std::vector{true, true, false});
  CHECK(found(small) == std::vector{1, 3, 2});
  CHECK(found(all.nearest("small"_c, std::optional<vec<2>>(), 3)).size() == 3);
  auto prepared = all.nearest("e"_c, parameter<1, vec<3>>, 1).prepare();
  for (document const& d : {first, second, third}) CHECK(found(prepared(d.e)) == std::vector{d.id});
  auto const both = all.nearest("e"_c, first.e, 1).union_(all.nearest("e"_c, second.e, 1));
  CHECK(both.count() == 2);
  CHECK(found(both).size() == 2);
}

namespace {
struct note {
  int document_id;
  std::string text;
  vec<3> distance;
  friend bool operator==(note const&, note const&) = default;
};
using notes = table<"notes", note, primary_key<"document_id">>;
}  // namespace

TEST_CASE("nearest of joined tables, and beside a column called distance", "[api][typed_vectors]") {
  database db = filled();
  db.create<notes>();
  db.insert<notes>({{1, "a", {1, 2, 3}}, {3, "c", {3, 2, 1}}});
  CHECK(db.from<notes>().nearest("distance"_c, vec{3, 2, 1}, 1).one() ==
        neighbour<note>{{3, "c", {3, 2, 1}}, 0});
  auto const joined = db.from<documents>().join<notes>("id"_c == "document_id"_c);
  auto const near = joined.nearest("e"_c, vec{1, 0.9, 0}, 1).select("title"_c, "text"_c);
  CHECK(near.one() == std::tuple("three", "c"));
  auto const selected = joined.select("text"_c).nearest("e"_c, vec{1, 1, 0}, 2);
  CHECK(selected.begin()->distance == 0);
}

TEST_CASE("nearest in the past and on branches", "[api][typed_vectors]") {
  database db = filled();
  scn const before = db.newest();
  database other = db.create_branch("other");
  other.update<documents>("e"_c = vec<3>{1, 0, 0}).where("id"_c == 2);
  db.remove<documents>().where("id"_c == 1);
  vec<3> const q{1, 0, 0};
  CHECK(found(db.from<documents>().nearest("e"_c, q, 1)) == std::vector{3});
  CHECK(found(db.as_of(before).from<documents>().nearest("e"_c, q, 1)) == std::vector{1});
  CHECK(found(other.from<documents>().nearest("e"_c, q, 3)).back() == 3);
  db.execute("MERGE DATABASE BRANCH other INTO main");
  CHECK(found(db.from<documents>().nearest("e"_c, q, 3)) == std::vector{2, 3});
}

TEST_CASE("vectors in queries of SQL text", "[api][typed_vectors]") {
  database db = filled();
  auto const nearest = [&](auto const& parameter) {
    return db.query_value<int>("SELECT id FROM documents ORDER BY e <-> $1 LIMIT 1", parameter);
  };
  CHECK(nearest(vec{0.2, 1, 0}) == 3);
  std::vector<float> numbers{0.2F, 1, 0};
  CHECK(nearest(std::span<float const>(numbers)) == 3);
  CHECK(nearest(std::span(numbers)) == 3);
  CHECK(state_of([&] { return nearest(std::span<float const>()); }) == "22000");
  CHECK(nearest(std::vector<float>{0, 2, 0}) == 2);
  CHECK(nearest(std::vector<double>{1, 0, 0}) == 1);
  CHECK(nearest("[1,0.1,0]") == 1);
  CHECK(db.query_value<std::vector<float>>("SELECT e FROM documents WHERE id = 3") ==
        std::vector<float>{1, 1, 0});
  auto insert = db.prepare("INSERT INTO documents VALUES ($1, $2, $3)");
  insert.execute(4, "four", std::vector<float>{4, 4, 4});
  insert.execute(5, "five", "[5,5,5]");
  CHECK(db.get<documents>(4)->e == vec<3>{4, 4, 4});
  CHECK(state_of([&] { insert.execute(6, "six", vec<2>{1, 2}); }) == "22000");
}

TEST_CASE("values that a vec has not", "[api][typed_vectors]") {
  database db = filled();
  CHECK(state_of([&] { return db.query_value<vec<3>>("SELECT '[1,2]'::vector"); }) == "22000");
  CHECK(state_of([&] { return db.query_value<vec<3>>("SELECT NULL::vector"); }) == "22002");
  CHECK(state_of([&] { return db.query_value<vec<3>>("SELECT 'a'"); }) == "42804");
  CHECK(state_of([&] {
          db.insert<documents>({{7, "nan", {std::numeric_limits<float>::quiet_NaN()}, {}}});
        }) == "22000");
  CHECK(message_of([&] {
          return db.query_value<vec<2>>("SELECT e FROM documents WHERE id = 1");
        }) == "expected 2 dimensions, not 3");
}

namespace {
struct shorter {
  int id;
  std::string title;
  vec<2> e;
};
using shorter_documents = table<"documents", shorter, primary_key<"id">>;
struct bare {
  int id;
};
using bare_documents = table<"documents", bare, primary_key<"id">>;
struct longer {
  int id;
  std::optional<vec<4>> e;
};
using longer_documents = table<"documents", longer, primary_key<"id">>;
}  // namespace

TEST_CASE("a stored vector has the dimensions of its member", "[api][typed_vectors]") {
  database db = filled();
  CHECK(state_of([&] { return db.get<shorter_documents>(1); }) == "42804");
  database fresh = open(":memory:");
  fresh.create<bare_documents>();
  fresh.migrate<longer_documents>().apply();
  CHECK(fresh.migrate<longer_documents>().empty());
  fresh.insert<longer_documents>({{1, vec<4>{1, 2, 3, 4}}});
  CHECK(fresh.get<longer_documents>(1)->e == vec<4>{1, 2, 3, 4});
}

}  // namespace helios::test
