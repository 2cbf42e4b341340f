// Typed tables with members that are vectors: SQL arrays.
#include <helios/helios.hpp>

#include <catch2/catch.hpp>
#include <tests/support/thrown_error.hpp>

namespace helios::test {

using namespace literals;

namespace {

enum class mood { sad, ok, happy };

struct post {
  int id;
  std::vector<std::string> tags;
  std::vector<std::int64_t> marks;
  std::optional<std::vector<std::optional<double>>> weights;
  std::vector<mood> moods;
  std::vector<bool> flags;
  std::vector<std::byte> raw;
  friend bool operator==(post const&, post const&) = default;
};
using posts = table<"posts", post, primary_key<"id">, default_<"tags", "'{new}'">>;

post const first{1,
                 {"red", "light, \"green\"", "", "NULL"},
                 {3, 1, 2},
                 {{1.5, std::nullopt}},
                 {mood::happy, mood::sad},
                 {true, false},
                 {std::byte{7}}};
post const second{2, {}, {-9}, std::nullopt, {}, {}, {}};

[[nodiscard]] database filled() {
  database db = open(":memory:");
  db.create<posts>();
  db.insert<posts>({first, second});
  return db;
}

}  // namespace

TEST_CASE("a vector is an array of SQL", "[api][typed_arrays]") {
  database db = filled();
  CHECK(
      db.query_value<std::string>("SELECT string_agg(format_type, ' ' ORDER BY n) FROM (SELECT "
                                  "pg_typeof(tags) || '' AS format_type, 1 AS n FROM posts WHERE "
                                  "id = 1 UNION SELECT pg_typeof(marks) || '', 2 FROM posts UNION "
                                  "SELECT pg_typeof(weights) || '', 3 FROM posts UNION SELECT "
                                  "pg_typeof(moods) || '', 4 FROM posts UNION SELECT "
                                  "pg_typeof(raw) || '', 5 FROM posts) t") ==
      "text[] bigint[] double precision[] mood[] bytea");
  CHECK(db.query_value<std::string>("SELECT moods::text || tags::text FROM posts WHERE id = 1") ==
        R"({happy,sad}{red,"light, \"green\"","","NULL"})");
  CHECK(db.query_value<std::vector<mood>>("SELECT moods FROM posts WHERE id = 1") == first.moods);
  CHECK(db.query_value<std::vector<std::string>>("SELECT moods FROM posts WHERE id = 1") ==
        std::vector<std::string>{"happy", "sad"});
  CHECK(db.query_value<std::vector<int>>("SELECT marks FROM posts WHERE id = 1") ==
        std::vector{3, 1, 2});
}

TEST_CASE("rows with vectors come back as they went in", "[api][typed_arrays]") {
  database db = filled();
  CHECK(db.get<posts>(1) == first);
  CHECK(db.get<posts>(2) == second);
  std::vector<post> all;
  for (post const& p : db.from<posts>().order_by("id"_c)) all.push_back(p);
  CHECK(all == std::vector{first, second});
  db.upsert<posts>({{2, {"b"}, {}, {{2.5}}, {mood::ok}, {true}, {}}});
  CHECK(db.get<posts>(2)->moods == std::vector{mood::ok});
  CHECK(db.query("SELECT marks, tags FROM posts WHERE id = 2")
            .one<std::tuple<std::vector<int>, std::vector<std::string>>>() ==
        std::tuple{std::vector<int>{}, std::vector<std::string>{"b"}});
}

TEST_CASE("conditions and changes take vectors", "[api][typed_arrays]") {
  database db = filled();
  CHECK(db.from<posts>().where("tags"_c == first.tags).one()->id == 1);
  CHECK(db.from<posts>().where("tags"_c == std::vector<std::string>{}).one()->id == 2);
  CHECK(db.from<posts>().where("marks"_c < std::vector<std::int64_t>{0}).one()->id == 2);
  CHECK(db.from<posts>().where("moods"_c == first.moods).count() == 1);
  CHECK(db.from<posts>().where("weights"_c.is_null()).count() == 1);
  CHECK(db.update<posts>("marks"_c = std::vector<std::int64_t>{5, 6}).where("id"_c == 2) == 1);
  CHECK(db.get<posts>(2)->marks == std::vector<std::int64_t>{5, 6});
  CHECK(db.query_value<int>("SELECT id FROM posts WHERE 5 = ANY (marks)") == 2);
  std::vector<int> const ids{2, 7};
  CHECK(db.query_value<int>("SELECT count(*) FROM posts WHERE id = ANY (?)", ids) == 1);
  CHECK(db.query_value<int>("SELECT count(*) FROM posts WHERE tags && ?",
                            std::vector<std::string>{"red", "blue"}) == 1);
}

TEST_CASE("elements that a vector has no value for", "[api][typed_arrays]") {
  database db = filled();
  auto const read = [&]<class T>(T, std::string_view sql) {
    return state_of([&] { return db.query_value<T>(sql); });
  };
  CHECK(read(std::vector<int>{}, "SELECT '{1,NULL}'::int[]") == "22002");
  CHECK(read(std::vector<std::int16_t>{}, "SELECT '{1,99999}'::int[]") == "22003");
  CHECK(read(std::vector<std::string>{}, "SELECT '{1}'::int[]") == "42804");
  CHECK(read(std::vector<int>{}, "SELECT 1") == "42804");
  CHECK(read(std::vector<int>{}, "SELECT NULL::int[]") == "22002");
  CHECK(read(std::vector<mood>{}, "SELECT '{angry}'::text[]") == "42804");
  CHECK(state_of([&] {
          db.insert<posts>({{3, {}, {}, {}, {static_cast<mood>(9)}, {}, {}}});
        }) == "22P02");
}

namespace {
struct wider {
  int id;
  std::vector<std::string> tags;
  std::vector<decimal> marks;
};
using wider_posts = table<"posts", wider, primary_key<"id">>;
struct narrow {
  int id;
  std::vector<int> marks;
};
using narrow_posts = table<"posts", narrow, primary_key<"id">>;
}  // namespace

TEST_CASE("a stored array is held by a vector of elements that hold its", "[api][typed_arrays]") {
  database db = open(":memory:");
  db.execute("CREATE TABLE posts (id int PRIMARY KEY, marks smallint[] NOT NULL)");
  db.execute("INSERT INTO posts VALUES (1, '{1,2}')");
  CHECK(db.get<narrow_posts>(1)->marks == std::vector{1, 2});
  db.execute("ALTER TABLE posts ALTER marks TYPE bigint[]");
  CHECK(state_of([&] { return db.get<narrow_posts>(1); }) == "42804");
}

TEST_CASE("migrations make and widen arrays", "[api][typed_arrays]") {
  database db = open(":memory:");
  db.execute("CREATE TABLE posts (id int PRIMARY KEY, marks bigint[] NOT NULL)");
  db.execute("INSERT INTO posts VALUES (1, '{1,2}')");
  migration m = db.migrate<wider_posts>({fill<wider_posts, "tags">("'{}'")});
  m.apply();
  CHECK(db.migrate<wider_posts>().empty());
  CHECK(db.query_value<std::string>("SELECT pg_typeof(marks) FROM posts") == "numeric[]");
  CHECK(db.get<wider_posts>(1)->marks.size() == 2);
}

}  // namespace helios::test
