// Aggregates of typed queries run as loops: what they say is what their SQL says, whatever the
// table holds, wherever it is read.
#include <helios/helios.hpp>
#include <helios/types/value_text.hpp>

#include <tests/support/random.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

namespace {

using namespace literals;

struct reading {
  std::int64_t id;
  bool on;
  std::int16_t small;
  std::int32_t middle;
  std::int64_t big;
  std::uint32_t natural;
  float single;
  double real;
  std::string name;
  std::chrono::sys_days day;
  std::chrono::sys_time<std::chrono::seconds> at;
  std::optional<bool> maybe_on;
  std::optional<std::int32_t> maybe;
  std::optional<std::int64_t> maybe_big;
  std::optional<double> maybe_real;
  std::optional<std::string> note;
  std::optional<types::date> maybe_day;
};
using readings = table<"readings", reading, primary_key<"id">>;

/// Small numbers, so that they meet, and now and then the greatest and least of a type.
template <class T>
T some(random_source& r) {
  if (r.below(60) == 0) return std::numeric_limits<T>::max();
  if (r.below(60) == 0) return std::numeric_limits<T>::lowest();
  if constexpr (std::floating_point<T>) {
    if (r.below(60) == 0) return std::numeric_limits<T>::quiet_NaN();
    if (r.below(60) == 0) return std::numeric_limits<T>::infinity();
    if (r.below(60) == 0) return -T{0};
    return static_cast<T>(static_cast<std::int64_t>(r.below(200)) - 100) / 4;
  } else {
    return static_cast<T>(static_cast<std::int64_t>(r.below(200)) -
                          (std::signed_integral<T> ? 100 : 0));
  }
}
template <class T>
std::optional<T> some_or_null(random_source& r) {
  return r.below(4) == 0 ? std::optional<T>() : some<T>(r);
}

reading made(std::int64_t id, random_source& r) {
  reading t{};
  t.id = id;
  t.on = r.below(2) == 0;
  t.small = some<std::int16_t>(r);
  t.middle = some<std::int32_t>(r);
  t.big = some<std::int64_t>(r);
  t.natural = some<std::uint32_t>(r);
  t.single = some<float>(r);
  t.real = some<double>(r);
  t.name = std::string(1, static_cast<char>('a' + r.below(5)));
  t.day = std::chrono::sys_days(std::chrono::days(r.below(40)));
  t.at = decltype(t.at)(std::chrono::seconds(r.below(100)));
  if (r.below(3) != 0) t.maybe_on = r.below(2) == 0;
  t.maybe = some_or_null<std::int32_t>(r);
  t.maybe_big = some_or_null<std::int64_t>(r);
  t.maybe_real = some_or_null<double>(r);
  if (r.below(3) != 0) t.note = std::string(r.below(3), 'n');
  if (r.below(3) != 0) t.maybe_day = types::date{{static_cast<std::int32_t>(r.below(40))}};
  return t;
}

template <class T>
std::string text_of(T const& v) {
  types::value const one = to_value(v);
  return one.is_null() ? "NULL" : types::to_text(one);
}
/// A call's answer, or the SQLSTATE and words that it failed with; a transaction goes on.
template <class F>
std::string answer_of(executor& in, F const& f) {
  bool const inner = in.in_transaction();
  if (inner) in.execute("SAVEPOINT asked");
  try {
    return text_of(f());
  } catch (error const& e) {
    if (inner) in.execute("ROLLBACK TO asked");
    return std::string(e.sqlstate()) + ' ' + e.message();
  }
}

/// An aggregate of a typed query, and the same by SQL: its text, run as one.
template <class Query, class Aggregate, class F>
void check_one(executor& in, Query const& q, Aggregate const& a, F const& typed) {
  typed::sql_text const text = q.select(a).text();
  INFO(text.text());
  using value = std::invoke_result_t<F>;
  std::string const sql = answer_of(in, [&] {
    if constexpr (std::same_as<value, std::uint64_t>) {
      return in.run(text.text(), text.parameters()).template value<std::int64_t>();
    } else {
      return in.run(text.text(), text.parameters()).template value<value>();
    }
  });
  if constexpr (std::same_as<value, std::uint64_t>) {
    CHECK(answer_of(in, [&] { return static_cast<std::int64_t>(typed()); }) == sql);
  } else {
    CHECK(answer_of(in, typed) == sql);
  }
}

/// Whatever its conditions: a query of one type.
using query = decltype(std::declval<executor&>().from<readings>());

/// Some aggregate of the rows of a query.
void check_rows(executor& in, random_source& r, query const& q) {
  auto const numbers = [&](auto const& of) {
    switch (r.below(5)) {
      case 0: return check_one(in, q, sum(of), [&] { return q.sum(of); });
      case 1: return check_one(in, q, avg(of), [&] { return q.avg(of); });
      case 2: return check_one(in, q, min(of), [&] { return q.min(of); });
      case 3: return check_one(in, q, max(of), [&] { return q.max(of); });
      default: return check_one(in, q, count(of), [&] { return q.count(of); });
    }
  };
  check_one(in, q, count(), [&] { return q.count(); });
  switch (r.below(14)) {
    case 0: return numbers("small"_c);
    case 1: return numbers("middle"_c);
    case 2: return numbers("big"_c);
    case 3: return numbers("natural"_c);
    case 4: return numbers("single"_c);
    case 5: return numbers("real"_c);
    case 6: return numbers("maybe"_c);
    case 7: return numbers("maybe_big"_c);
    case 8: return numbers("maybe_real"_c);
    case 9: return numbers("maybe"_c + "middle"_c);
    case 10: return numbers("big"_c / "middle"_c - "maybe_big"_c);
    case 11: return numbers("real"_c * "maybe_real"_c);
    case 12: {
      check_one(in, q, min("day"_c), [&] { return q.min("day"_c); });
      return check_one(in, q, max("maybe_day"_c), [&] { return q.max("maybe_day"_c); });
    }
    default: return check_one(in, q, max("at"_c), [&] { return q.max("at"_c); });
  }
}

/// Each kind of condition, some at a time.
void check_conditions(executor& in, random_source& r) {
  auto const n = static_cast<int>(r.below(200)) - 100;
  auto const x = static_cast<double>(n) / 4;
  std::chrono::sys_days const day(std::chrono::days(r.below(40)));
  std::optional<int> const maybe = r.below(3) == 0 ? std::optional<int>() : n;
  auto const check = [&](auto const& condition) {
    if (r.below(3) == 0) check_rows(in, r, in.from<readings>().where(condition));
  };
  check("middle"_c > n);
  check("middle"_c >= std::int64_t{n} && "big"_c < 50);
  check("small"_c == n || "natural"_c <= 40U);
  check("real"_c > x);
  check("real"_c != "maybe_real"_c);
  check("real"_c < "middle"_c);
  check("single"_c <= x);
  check("single"_c < 3.5F && !("real"_c >= x));
  check("on"_c);
  check(!"maybe_on"_c);
  check("maybe_on"_c || "on"_c == false);
  check("maybe_on"_c && !("maybe"_c < n));
  check("maybe"_c.is_null());
  check("maybe_real"_c.is_not_null() && "note"_c.is_null());
  check("maybe"_c == maybe);
  check(!("maybe"_c.in(1, n, 7)));
  check("small"_c.in(1, n, maybe));
  check("name"_c == "c");
  check("name"_c > std::string("b") && "note"_c != "n");
  check("day"_c >= day);
  check("maybe_day"_c < day);
  check("at"_c.between(std::chrono::sys_seconds(std::chrono::seconds(20)),
                       std::chrono::sys_seconds(std::chrono::seconds(70))));
  check("middle"_c + "small"_c > n);
  check("middle"_c * 2 - "maybe"_c < n);
  check("middle"_c != 0 && "big"_c / "middle"_c > 1);
  check("real"_c / "maybe_real"_c > x);
  check("id"_c >= n && "id"_c < 150);
  check("id"_c == n + 100);
  check("maybe"_c == n && "id"_c > 3);
  // These are SQL's alone.
  check("name"_c.like("a%"));
  check("middle"_c > n && "name"_c.ilike("B"));
}

}  // namespace

TEST_CASE("loops say what SQL says: rows of all kinds, states of all kinds") {
  random_source r;
  CAPTURE(r.seed);
  temporary_folder folder;
  database db = open(folder.path() + "loops.helios");
  db.create<readings>();
  check_conditions(db, r);  // nothing is there
  std::vector<reading> rows;
  for (std::int64_t id = 0; id != 300; ++id) rows.push_back(made(id, r));
  db.insert<readings>(rows);
  scn const before = db.newest();
  for (std::uint64_t step = 0; step != run_size("TYPED_LOOPS", 18); ++step) {
    INFO("step " << step);
    auto const id = static_cast<std::int64_t>(r.below(300));
    switch (step % 6) {
      case 0:
        db.update<readings>("middle"_c = 7, "maybe"_c = std::optional<int>())
            .where("id"_c < id && "small"_c > 30);
        break;
      case 1: db.vacuum(); break;
      case 2: db.execute("CREATE INDEX ON readings (maybe)"); break;
      case 3: {
        transaction tx = db.begin(r.below(2) == 0 ? isolation_level::serializable
                                                  : isolation_level::repeatable_read);
        tx.remove<readings>().where("id"_c == id);
        tx.insert<readings>(made(id, r));
        check_conditions(tx, r);
        tx.savepoint("s");
        tx.update<readings>("real"_c = "real"_c + 1).where("id"_c > id && "real"_c < 30);
        tx.insert<readings>(made(1000 + static_cast<std::int64_t>(step), r));
        check_conditions(tx, r);
        tx.rollback_to("s");
        check_conditions(tx, r);
        if (r.below(2) == 0) tx.commit();
        break;
      }
      case 4:
        db.execute("ALTER TABLE readings ADD COLUMN extra" + std::to_string(step) +
                   " INT DEFAULT 3");
        break;
      case 5: db.checkpoint(); break;
    }
    check_conditions(db, r);
    snapshot then = db.as_of(before);
    check_conditions(then, r);
  }
  database trial = db.create_branch("trial");
  trial.remove<readings>().where("id"_c < 100);
  check_conditions(trial, r);
  check_conditions(db, r);
  db.execute("DELETE FROM readings");
  check_conditions(db, r);
}

TEST_CASE("loops see more rows than a batch has") {
  random_source r;
  CAPTURE(r.seed);
  database db = open(":memory:");
  db.create<readings>();
  {
    appender rows = db.appender("readings");
    for (std::int64_t id = 0; id != 10'000; ++id)
      rows.row(id, id % 3 == 0, 1, static_cast<std::int32_t>(id), id * 1'000'000'000'000, 5, 0.5F,
               static_cast<double>(id) / 16, "n", types::date{{3}}, types::timestamp_tz{{7}},
               nullptr, id % 2 == 0 ? std::optional<std::int32_t>() : 3, nullptr, nullptr, nullptr,
               nullptr);
    rows.close();
  }
  auto const q = db.from<readings>().where("middle"_c >= 100 && "on"_c);
  CHECK(q.count() == 3300);
  check_one(db, q, sum("big"_c), [&] { return q.sum("big"_c); });
  check_one(db, q, avg("big"_c), [&] { return q.avg("big"_c); });
  check_one(db, q, sum("real"_c), [&] { return q.sum("real"_c); });
  check_one(db, q, count("maybe"_c), [&] { return q.count("maybe"_c); });
  CHECK(db.from<readings>().sum("middle"_c) == 49'995'000);
  CHECK(q.max("middle"_c) == 9999);
  CHECK(db.from<readings>().where("id"_c >= 9000).min("middle"_c) == 9000);
}

TEST_CASE("errors of loops are SQL's") {
  database db = open(":memory:");
  db.create<readings>();
  random_source r;
  reading one = made(1, r);
  one.middle = std::numeric_limits<std::int32_t>::max();
  one.small = 1;
  one.real = 1e308;
  db.insert<readings>(one);
  auto const q = db.from<readings>();
  CHECK(state_of([&] { return q.sum("middle"_c + "small"_c); }) == "22003");
  CHECK(state_of([&] { return q.where("middle"_c + 1 > 0).count(); }) == "22003");
  CHECK(state_of([&] { return q.sum("real"_c * 10); }) == "22003");
  CHECK(state_of([&] { return q.where("middle"_c / 0 > 0).count(); }) == "22012");
  CHECK(state_of([&] { return q.max("big"_c / ("small"_c - 1)); }) == "22012");
  CHECK_FALSE(q.where("small"_c > 1).sum("middle"_c + "small"_c));
  CHECK(q.where("small"_c > 1 && "middle"_c / 0 > 0).count() == 0);
  transaction tx = db.begin();
  CHECK(state_of([&] { return tx.from<readings>().sum("middle"_c + 1); }) == "22003");
  CHECK(state_of([&] { return tx.from<readings>().where("on"_c).count(); }) == "25P02");
  tx.rollback();

  // Tables that are not as the struct says.
  db.execute("DROP TABLE readings");
  CHECK(state_of([&] { return q.where("on"_c).count(); }) == "42P01");
  db.execute(
      "CREATE TABLE readings (id BIGINT PRIMARY KEY, middle NUMERIC, big INT, real REAL, small "
      "INT)");
  db.execute("INSERT INTO readings VALUES (1, 5, 7, 1.5, NULL), (2, 6, NULL, 2.5, 3)");
  CHECK(q.where("middle"_c > 5).sum("big"_c + "id"_c) == std::nullopt);
  CHECK(q.where("big"_c > 5).count() == 1);
  CHECK(q.where("real"_c > 1).count() == 2);
  db.execute("ALTER TABLE readings ALTER COLUMN small TYPE SMALLINT");
  CHECK(q.where("small"_c > 0 || "small"_c <= 0).count() == 1);
  CHECK(q.count("small"_c) == 1);
  db.execute(
      "CREATE VIEW seen AS SELECT * FROM readings; ALTER TABLE readings RENAME TO kept; ALTER "
      "TABLE seen RENAME TO readings");
  CHECK(q.where("small"_c > 0).count() == 1);
}

TEST_CASE("loops stop when they are asked to") {
  database db = open(":memory:");
  db.create<readings>();
  db.execute("SET statement_timeout = '1ms'");
  db.execute("RESET statement_timeout");
  random_source r;
  std::vector<reading> rows;
  for (std::int64_t id = 0; id != 100; ++id) rows.push_back(made(id, r));
  db.insert<readings>(rows);
  // What a serializable transaction summed up is what it read.
  database other = db.connect();
  transaction reader = db.begin(isolation_level::serializable);
  CHECK(reader.from<readings>().where("id"_c < 50).count() == 50);
  reader.insert<readings>(made(1000, r));
  other.update<readings>("middle"_c = 1).where("id"_c == 20);
  CHECK(state_of([&] {
          reader.commit();
          return 0;
        }) == "40001");
  transaction apart = db.begin(isolation_level::serializable);
  CHECK(apart.from<readings>().where("id"_c < 50).count() == 50);
  apart.insert<readings>(made(1000, r));
  other.update<readings>("middle"_c = 1).where("id"_c == 70);
  apart.commit();
  CHECK(db.get<readings>(1000));
}

}  // namespace helios::test
