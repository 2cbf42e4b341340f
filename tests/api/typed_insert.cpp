// insert() of typed tables past SQL: what is there afterwards, and what is refused, is as INSERT
// has it.
#include <helios/helios.hpp>
#include <helios/types/value_text.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

using namespace literals;

struct point {
  double x, y;
};
struct item {
  std::int64_t id;
  std::string name;
  std::optional<std::int32_t> size;
  std::uint16_t count;
  point at;
  std::chrono::sys_days day;
  types::decimal price;
  std::optional<bool> sold;
};
using items = table<"items", item, primary_key<"id">>;
struct shelf {
  std::int64_t id;
  std::string name;
};
using shelves = table<"shelves", shelf, primary_key<"id">, helios::unique<"name">, check<"id > 0">>;
struct box {
  std::int32_t number;
  std::int64_t shelf;
  std::int32_t twice;
};
using boxes = table<"boxes", box, primary_key<"number">, references<"shelf", shelves, "id">,
                    generated<"twice", "number * 2">>;

item made(std::int64_t id, random_source& r) {
  item i{id,
         std::string(r.below(40), 'n'),
         {},
         static_cast<std::uint16_t>(r.below(60'000)),
         {static_cast<double>(r.below(100)), 0.5},
         {},
         types::decimal(static_cast<std::int64_t>(r.below(1000)), 2),
         {}};
  if (r.below(2) == 0) i.size = static_cast<std::int32_t>(r.below(100));
  if (r.below(2) == 0) i.sold = r.below(2) == 0;
  i.day = std::chrono::sys_days(std::chrono::days(r.below(20'000)));
  return i;
}

/// All rows of a table, in the order of its key, as text.
std::string all_of(executor& in, std::string const& name) {
  std::string all;
  for (row const& r : in.query("SELECT * FROM " + name + " ORDER BY 1")) {
    for (std::size_t i = 0; i != r.size(); ++i)
      all += (r[i].is_null() ? "NULL" : r[i].text()) + '|';
    all += '\n';
  }
  return all;
}

}  // namespace

TEST_CASE("rows that are inserted past SQL are those that INSERT makes") {
  random_source r;
  CAPTURE(r.seed);
  for (std::size_t const count : {0, 1, 7, 3000, 20'000}) {
    for (bool const shuffled : {false, true}) {
      INFO(count << " rows, shuffled: " << shuffled);
      std::vector<item> rows;
      for (std::size_t i = 0; i != count; ++i)
        rows.push_back(made(static_cast<std::int64_t>(i), r));
      if (shuffled) std::shuffle(rows.begin(), rows.end(), r.engine);
      database typed = open(":memory:");
      database plain = open(":memory:");
      typed.create<items>();
      plain.create<items>();
      CHECK(typed.insert<items>(rows) == count);
      {
        transaction tx = plain.begin();
        statement one = tx.prepare("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (item const& i : rows)
          one.execute(i.id, i.name, i.size, i.count, i.at.x, i.at.y, i.day, i.price, i.sold);
        tx.commit();
      }
      CHECK(all_of(typed, "items") == all_of(plain, "items"));
      CHECK(typed.check().empty());
    }
  }
}

TEST_CASE("rows that are inserted past SQL are refused as a whole") {
  database db = open(":memory:");
  db.create<items, shelves, boxes>();
  random_source r;
  std::vector<item> rows;
  for (std::int64_t id = 0; id != 5000; ++id) rows.push_back(made(id, r));
  rows.push_back(made(17, r));
  CHECK(state_of([&] { return db.insert<items>(rows); }) == "23505");
  CHECK(db.from<items>().count() == 0);
  rows.back() = made(9000, r);
  rows.back().name = "\xff";
  CHECK(state_of([&] { return db.insert<items>(rows); }) == "22021");
  CHECK(db.from<items>().count() == 0);
  rows.pop_back();
  CHECK(db.insert<items>(rows) == 5000);
  CHECK(state_of([&] { return db.insert<items>(made(17, r)); }) == "23505");

  CHECK(db.insert<shelves>({{1, "a"}, {2, "b"}}) == 2);
  CHECK(state_of([&] { return db.insert<shelves>(shelf{3, "a"}); }) == "23505");
  CHECK(state_of([&] { return db.insert<shelves>(shelf{-3, "c"}); }) == "23514");
  CHECK(db.insert<boxes>({{1, 1, 0}, {2, 2, 0}}) == 2);
  CHECK(db.get<boxes>(2)->twice == 4);
  CHECK(state_of([&] { return db.insert<boxes>({{3, 1, 0}, {4, 7, 0}}); }) == "23503");
  CHECK(db.from<boxes>().count() == 2);

  transaction tx = db.begin();
  CHECK(tx.insert<shelves>(shelf{5, "e"}) == 1);
  CHECK(state_of([&] { return tx.insert<shelves>({{6, "f"}, {7, "e"}}); }) == "23505");
  CHECK(tx.from<shelves>().count() == 3);  // the transaction goes on
  CHECK(tx.insert<shelves>(shelf{6, "f"}) == 1);
  CHECK(tx.get<shelves>(6)->name == "f");
  CHECK(db.connect().from<shelves>().count() == 2);
  tx.commit();
  CHECK(db.from<shelves>().count() == 4);
  CHECK(db.check().empty());
}

TEST_CASE("insert leaves to SQL what is not as the struct says") {
  database db = open(":memory:");
  db.execute(
      "CREATE TABLE shelves (extra TEXT DEFAULT 'd', name VARCHAR(3) UNIQUE, id INT PRIMARY KEY, "
      "more INT "
      "GENERATED ALWAYS AS (length(extra) + 1) STORED)");
  CHECK(db.insert<shelves>(shelf{1, "abc"}) == 1);
  CHECK(state_of([&] { return db.insert<shelves>(shelf{2, "abcd"}); }) == "22001");
  CHECK(state_of([&] { return db.insert<shelves>(shelf{std::int64_t{1} << 40, "x"}); }) == "22003");
  CHECK(all_of(db, "shelves") == "d|abc|1|2|\n");
  db.execute(
      "ALTER TABLE shelves ALTER COLUMN id TYPE BIGINT; ALTER TABLE shelves ALTER COLUMN name TYPE "
      "TEXT");
  CHECK(db.insert<shelves>({{5, "abcd"}, {6, "e"}}) == 2);
  CHECK(db.query_value<std::string>("SELECT extra || more FROM shelves WHERE id = 5") == "d2");
  db.execute(
      "DROP TABLE shelves; CREATE TABLE shelves (id BIGINT GENERATED ALWAYS AS IDENTITY, name "
      "TEXT)");
  CHECK(state_of([&] { return db.insert<shelves>(shelf{5, "a"}); }) == "428C9");
  db.execute("DROP TABLE shelves");
  CHECK(state_of([&] { return db.insert<shelves>(shelf{5, "a"}); }) == "42P01");
  db.execute("CREATE TABLE shelves (id BIGINT, title TEXT)");
  CHECK(state_of([&] { return db.insert<shelves>(shelf{5, "a"}); }) == "42703");

  db.execute("DROP TABLE shelves");
  db.create<shelves>();
  CHECK(state_of([&] { return db.as_of(db.newest()).insert<shelves>(shelf{5, "a"}); }) == "25006");
  transaction tx = db.begin();
  CHECK(state_of([&] { return tx.execute("SELECT 1/0"); }) == "22012");
  CHECK(state_of([&] { return tx.insert<shelves>(shelf{5, "a"}); }) == "25P02");
  tx.rollback();
  db.execute("USE BRANCH main");
  database trial = db.create_branch("trial");
  CHECK(trial.insert<shelves>(shelf{8, "t"}) == 1);
  CHECK_FALSE(db.get<shelves>(8));
  db.execute("BEGIN; ALTER TABLE shelves ADD COLUMN late INT DEFAULT 4");
  CHECK(db.insert<shelves>(shelf{9, "l"}) == 1);
  CHECK(db.query_value<int>("SELECT late FROM shelves WHERE id = 9") == 4);
  db.execute("ROLLBACK");
  CHECK(db.insert<shelves>(shelf{9, "l"}) == 1);
  CHECK(all_of(db, "shelves") == "9|l|\n");
}

}  // namespace helios::test
