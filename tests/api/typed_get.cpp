// get(): what it finds is what its SQL finds, wherever the row is and whatever the table has
// become.
#include <helios/helios.hpp>
#include <helios/types/value_text.hpp>

#include <tests/support/random.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

using namespace literals;

struct place {
  std::string city;
  std::optional<double> height;
};
struct thing {
  std::int64_t id;
  bool flag;
  std::int16_t small;
  std::int32_t middle;
  std::uint32_t natural;
  float single;
  double real;
  std::string name;
  std::vector<std::byte> raw;
  types::decimal number;
  std::chrono::sys_days day;
  std::chrono::sys_time<std::chrono::milliseconds> at;
  std::chrono::local_time<std::chrono::microseconds> local;
  types::time_of_day time;
  types::interval span;
  types::uuid tag;
  place where;
  std::optional<std::int64_t> maybe;
  std::optional<std::string> note;
  std::optional<types::date> last;
};
using things = table<"things", thing, primary_key<"id">>;

thing made(std::int64_t id, random_source& r) {
  auto const any = [&] { return static_cast<std::int64_t>(r.below(1'000'000)) - 500'000; };
  thing t{};
  t.id = id;
  t.flag = r.below(2) == 0;
  t.small = static_cast<std::int16_t>(any() % 32'000);
  t.middle = static_cast<std::int32_t>(any());
  t.natural = static_cast<std::uint32_t>(r.below(1'000'000)) + 4'000'000'000U;
  t.single = static_cast<float>(any()) / 8;
  t.real = static_cast<double>(any()) / 1024;
  t.name = std::string(r.below(40), 'x') + std::to_string(any());
  // Sometimes longer than what a row holds itself.
  t.raw.assign(r.below(4) == 0 ? 300 + r.below(5000) : r.below(20), std::byte{7});
  t.number = types::decimal(any(), static_cast<int>(r.below(6)));
  t.day = std::chrono::sys_days(std::chrono::days(any() / 40));
  t.at = decltype(t.at)(std::chrono::milliseconds(any() * 1'000'003));
  t.local = decltype(t.local)(std::chrono::microseconds(any() * 1'000'000'007));
  t.time = {std::abs(any()) * 1000};
  t.span = {any(), static_cast<std::int32_t>(any() % 400), static_cast<std::int32_t>(any() % 20)};
  for (auto& b : t.tag.bytes) b = static_cast<std::uint8_t>(r.below(256));
  t.where.city = r.below(3) == 0 ? std::string(400, 'c') : "Oslo";
  if (r.below(2) == 0) t.where.height = t.real * 2;
  if (r.below(2) == 0) t.maybe = any();
  if (r.below(2) == 0) t.note = "n" + std::to_string(any());
  if (r.below(2) == 0) t.last = types::date{{static_cast<std::int32_t>(any())}};
  return t;
}

/// All values of a row, as text.
template <class Row>
std::string text_of(std::optional<Row> const& row) {
  if (!row) return "none";
  std::string all;
  typed::each_value(*row, [&](auto const& member) {
    types::value const v = to_value(member);
    all += (v.is_null() ? "NULL" : types::to_text(v)) + '|';
  });
  return all;
}

/// get() and the SQL that it stands for.
template <class Table, class... Ks>
void check_get(executor& in, Ks const&... key) {
  CHECK(text_of(in.get<Table>(key...)) ==
        text_of(in.query_one<typename Table::row>(typed::key_query_of<Table>.text(), key...)));
}

}  // namespace

TEST_CASE("get finds what SQL finds: present, past, branches, transactions, after VACUUM") {
  random_source r;
  CAPTURE(r.seed);
  temporary_folder folder;
  database db = open(folder.path() + "get.helios");
  db.create<things>();
  auto const check_some = [&](executor& in) {
    for (int i = 0; i != 20; ++i) check_get<things>(in, static_cast<std::int64_t>(r.below(90)));
  };
  check_some(db);
  for (std::int64_t id = 0; id != 80; ++id) db.insert<things>(made(id, r));
  check_some(db);
  scn const before = db.newest();
  for (int step = 0; step != 12; ++step) {
    INFO("step " << step);
    auto const id = static_cast<std::int64_t>(r.below(90));
    switch (step % 6) {
      case 0: db.remove<things>().where("id"_c == id); break;
      case 1:
        db.update<things>("name"_c = "new", "maybe"_c = std::optional<int>()).where("id"_c < 40);
        break;
      case 2: db.vacuum(); break;
      case 3:
        db.execute("ALTER TABLE things ADD COLUMN extra" + std::to_string(step) +
                   " text DEFAULT 'e'");
        break;
      case 4: {
        transaction tx = db.begin(r.below(2) == 0 ? isolation_level::serializable
                                                  : isolation_level::repeatable_read);
        check_some(tx);
        tx.remove<things>().where("id"_c == id);
        tx.insert<things>(made(id, r));
        check_some(tx);
        tx.savepoint("s");
        tx.update<things>("real"_c = 1.5).where("id"_c >= id);
        check_some(tx);
        tx.rollback_to("s");
        check_some(tx);
        if (r.below(2) == 0) tx.commit();
        break;
      }
      case 5: db.checkpoint(); break;
    }
    check_some(db);
    snapshot then = db.as_of(before);
    check_some(then);
  }
  database trial = db.create_branch("trial");
  trial.remove<things>().where("id"_c < 30);
  check_some(trial);
  check_some(db);
  db.execute("USE BRANCH trial");
  check_some(db);
}

TEST_CASE("get takes keys of every type") {
  database db = open(":memory:");
  struct stay {
    int room;
    std::string house;
    std::int16_t floor;
    std::optional<std::string> guest;
  };
  using stays = table<"stays", stay, primary_key<"house", "room", "floor">>;
  // The key's columns lie in another order than the struct's names it.
  db.execute(
      "CREATE TABLE stays (floor SMALLINT NOT NULL, guest TEXT, house TEXT NOT NULL, room INT NOT "
      "NULL, "
      "PRIMARY KEY (room, floor, house))");
  db.insert<stays>({{1, "a", 2, "Ada"}, {-5, "b\"c", 0, {}}, {1, "", 2, "Bob"}});
  check_get<stays>(db, "a", 1, 2);
  check_get<stays>(db, std::string("b\"c"), std::int64_t{-5}, std::int16_t{0});
  check_get<stays>(db, "", 1L, 2);
  check_get<stays>(db, "a", 1, 3);
  check_get<stays>(db, "a", std::int64_t{1} << 40, 2);
  check_get<stays>(db, "a", std::optional<int>(), 2);
  CHECK(db.get<stays>("a", 1, 2)->guest == "Ada");

  struct day_note {
    std::chrono::sys_days day;
    std::string text;
  };
  using day_notes = table<"day_notes", day_note, primary_key<"day">>;
  db.create<day_notes>();
  std::chrono::sys_days const day(std::chrono::days(20'000));
  db.insert<day_notes>({{day, "a"}});
  check_get<day_notes>(db, day);
  check_get<day_notes>(db, day + std::chrono::days(1));
  CHECK(db.get<day_notes>(day)->text == "a");

  struct priced {
    types::decimal price;
    double real;
  };
  using prices = table<"prices", priced, primary_key<"price">>;
  db.create<prices>();
  db.insert<prices>({{types::decimal(10, 1), 1.5}});
  check_get<prices>(db, types::decimal(100, 2));
  check_get<prices>(db, 1);
  check_get<prices>(db, 1.0);
  CHECK(db.get<prices>(1)->real == 1.5);
}

TEST_CASE("get leaves to SQL what is not as the struct says") {
  database db = open(":memory:");
  struct item {
    std::int64_t id;
    std::uint16_t count;
    std::string name;
  };
  using items = table<"items", item, primary_key<"id">>;
  db.execute(
      "CREATE TABLE items (name VARCHAR(5) NOT NULL, id INT PRIMARY KEY, count INT NOT NULL)");
  db.execute("INSERT INTO items VALUES ('a', 1, 1), ('b', 2, -1), ('c', 4, 99999)");
  CHECK(db.get<items>(1)->name == "a");
  CHECK(state_of([&] { return db.get<items>(2); }) == "22003");
  CHECK(state_of([&] { return db.get<items>(4); }) == "22003");
  db.execute("ALTER TABLE items ALTER COLUMN id TYPE BIGINT");
  db.execute("ALTER TABLE items ALTER COLUMN name TYPE TEXT");
  CHECK(db.get<items>(1)->name == "a");
  CHECK(state_of([&] { return db.get<items>(2); }) == "22003");
  db.execute("ALTER TABLE items ALTER COLUMN name DROP NOT NULL");
  db.execute("INSERT INTO items VALUES (NULL, 3, 3)");
  CHECK(state_of([&] { return db.get<items>(3); }) == "42804");

  db.execute("ALTER TABLE items RENAME TO things");
  CHECK(state_of([&] { return db.get<items>(1); }) == "42P01");
  db.execute("CREATE VIEW items AS SELECT id, 7::int AS count, 'view' AS name FROM things");
  CHECK(db.get<items>(1)->name == "view");
  db.execute(
      "CREATE SCHEMA other; CREATE TABLE other.items (id BIGINT PRIMARY KEY, count INT, name "
      "TEXT)");
  db.execute("INSERT INTO other.items VALUES (1, 5, 'other')");
  CHECK(db.get<items>(1)->name == "view");
  db.execute("SET search_path = other, public");
  CHECK(db.get<items>(1)->name == "other");
  db.execute("RESET search_path");
  CHECK(db.get<items>(1)->name == "view");
}

TEST_CASE("get is a statement of its session") {
  database db = open(":memory:");
  db.create<things>();
  random_source r;
  CAPTURE(r.seed);
  db.insert<things>(made(1, r));
  transaction tx = db.begin();
  CHECK(tx.get<things>(1));
  CHECK(state_of([&] { return tx.execute("SELECT 1/0"); }) == "22012");
  CHECK(state_of([&] { return tx.get<things>(1); }) == "25P02");
  tx.rollback();
  CHECK(state_of([&] { return tx.get<things>(1); }) == "55000");
  db.cancel();
  CHECK(db.get<things>(1));

  // What a serializable transaction got is part of what it read.
  database other = db.connect();
  transaction reader = db.begin(isolation_level::serializable);
  CHECK(reader.get<things>(1));
  CHECK_FALSE(reader.get<things>(2));
  reader.insert<things>(made(7, r));
  other.insert<things>(made(2, r));
  CHECK(state_of([&] {
          reader.commit();
          return 0;
        }) == "40001");
  CHECK_FALSE(db.get<things>(7));
  CHECK(db.get<things>(2));
}

}  // namespace helios::test
