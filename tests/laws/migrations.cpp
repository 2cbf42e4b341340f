// The law of migrations: from any table to any other, a migration makes what create() would have
// made, leaves nothing to do and no broken promise; or it fails and has changed nothing. Whoever
// writes meanwhile loses no row.
#include <helios/helios.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <stop_token>
#include <thread>

namespace helios::test {

namespace {

using typed::constraint, typed::table_schema;
using types::data_type, types::type_id;

/// Plans for tables that are known when the program runs.
struct planner : database {
  explicit planner(database of) : database(std::move(of)) {}
  using database::plan_migration;
};

class random_table {
 public:
  explicit random_table(random_source& random) : random_(&random) {}

  [[nodiscard]] table_schema make() {
    table_schema t;
    t.name = "t";
    t.columns.push_back({"id", type_id::int8, false, {}, {}});
    for (char const c : std::string_view("abcdef"))
      if (chance(2)) t.columns.push_back(column({c}));
    std::string const first = t.columns[1 % t.columns.size()].name;
    if (chance(2))
      t.columns.push_back({"g", type_id::text, true, {}, "lower(" + first + "::text)"});
    t.keys.push_back({constraint::primary_key, {"id"}, {}});
    if (chance(4)) t.keys[0].columns.push_back(first == "id" ? "id" : first);
    if (t.keys[0].columns.back() == t.keys[0].columns.front()) t.keys[0].columns.resize(1);
    if (chance(2)) t.keys.push_back({constraint::unique, {any(t), "id"}, name()});
    if (t.keys.back().columns.front() == "id") t.keys.back().columns.resize(1);
    for (int i = 0; i != 2; ++i)
      if (chance(2)) t.keys.push_back({constraint::index, {any(t)}, {}});
    for (int i = 0; i != 2; ++i)
      if (chance(2)) t.checks.push_back({any(t) + "::text <> 'no" + digit() + "'", {}});
    for (table_schema::column const& c : t.columns)
      if (c.type == type_id::int8 && !c.generated_text && chance(2))
        t.references.push_back({{c.name}, "p", {"id"}, action(), {}, {}});
    return t;
  }

 private:
  [[nodiscard]] bool chance(std::uint64_t one_in) { return random_->below(one_in) == 0; }
  [[nodiscard]] std::string digit() { return std::to_string(1 + random_->below(3)); }
  [[nodiscard]] std::string name() { return chance(2) ? "" : "named_" + digit(); }
  [[nodiscard]] typed::action action() {
    return chance(2) ? typed::action::no_action : typed::action::cascade;
  }
  [[nodiscard]] std::string any(table_schema const& t) {
    return t.columns[random_->below(t.columns.size())].name;
  }
  [[nodiscard]] table_schema::column column(std::string of) {
    static data_type const known[] = {type_id::int2,
                                      type_id::int4,
                                      type_id::int8,
                                      type_id::int8,
                                      type_id::float8,
                                      type_id::numeric,
                                      data_type(type_id::numeric, 12, 2),
                                      type_id::text,
                                      data_type(type_id::varchar, 9)};
    table_schema::column c{
        std::move(of), known[random_->below(std::size(known))], chance(2), {}, {}};
    if (chance(3)) c.default_text = chance(2) ? digit() : "'" + digit() + "'";
    return c;
  }

  random_source* random_;
};

/// All choices that may be wanted from what is there to what is to be.
std::vector<migration_choice> all_choices(database const& db, table_schema const& to,
                                          random_source& random) {
  using type = migration_choice::type;
  std::vector<migration_choice> all;
  relation_report const there = db.describe("t");
  std::set<std::string> old_names, new_names;
  for (column_report const& c : there.columns) old_names.insert(c.name);
  for (table_schema::column const& c : to.columns) new_names.insert(c.name);
  std::vector<std::string> gone, fresh;
  std::ranges::set_difference(old_names, new_names, std::back_inserter(gone));
  std::ranges::set_difference(new_names, old_names, std::back_inserter(fresh));
  if (!gone.empty() && !fresh.empty() && random.below(2) == 0)
    all.push_back({type::rename_column, "t", gone[0], fresh[0]});
  for (std::string const& c : gone) all.push_back({type::drop_column, "t", c, {}});
  for (table_schema::column const& c : to.columns) {
    all.push_back({type::change_type, "t", c.name, {}});
    all.push_back({type::fill, "t", c.name, "2"});
  }
  for (auto const* list : {&there.indexes, &there.checks, &there.foreign_keys}) {
    for (std::string const& text : *list) {
      std::string const name = text.substr(1, text.find('"', 1) - 1);
      all.push_back({type::drop_constraint, "t", name, {}});
      all.push_back({type::drop_index, "t", name, {}});
    }
  }
  return all;
}

/// What a table is, but for the order of its parts and the names that SQL made up.
std::multiset<std::string> parts_of(database const& db) {
  std::multiset<std::string> all;
  relation_report const t = db.describe("t");
  for (column_report const& c : t.columns)
    all.insert(c.name + ' ' + c.type + (c.not_null ? " not null " : " ") + c.value);
  for (auto const* list : {&t.indexes, &t.checks, &t.foreign_keys})
    for (std::string const& text : *list) all.insert(text.substr(text.find('"', 1) + 1));
  return all;
}

void make(database& db, table_schema const& t) {
  db.execute("CREATE TABLE p (id bigint PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3)");
  for (std::string const& text : typed::create_texts(t)) db.execute(text);
}

void fill_rows(database& db, table_schema const& t) {
  std::string names, values;
  for (table_schema::column const& c : t.columns) {
    if (c.generated_text) continue;
    names += (names.empty() ? "" : ", ") + c.name;
    bool const in_key = std::ranges::count(t.keys[0].columns, c.name) != 0;
    values += (values.empty() ? "i" : c.nullable && !in_key ? ", nullif(i, 2)" : ", i");
  }
  db.execute("INSERT INTO t (" + names + ") SELECT " + values +
             " FROM generate_series(1, 3) AS s (i)");
}

}  // namespace

TEST_CASE("a migration makes what create makes, or nothing") {
  random_source random;
  CAPTURE(random.seed);
  random_table tables(random);
  std::size_t done = 0;
  std::size_t const runs = run_size("MIGRATIONS", 150);
  for (std::size_t run = 0; run != runs; ++run) {
    CAPTURE(run);
    planner db(open(":memory:"));
    table_schema before = tables.make();
    make(db, before);
    if (run % 4 != 0) fill_rows(db, before);
    for (int step = 0; step != 3; ++step) {
      table_schema const after = tables.make();
      std::vector<migration_choice> const choices = all_choices(db, after, random);
      migration m = db.plan_migration({after}, choices);
      INFO("from " << typed::create_texts(before)[0] << "\nto " << typed::create_texts(after)[0]
                   << "\nby\n"
                   << m.text());
      auto const was = parts_of(db);
      auto const rows = db.query_value<std::int64_t>("SELECT count(*) FROM t");
      auto const failed = thrown_by([&] {
        m.apply();
        return 0;
      });
      REQUIRE(db.check().empty());
      REQUIRE(db.branches().size() == 1);
      REQUIRE(db.query_value<std::int64_t>("SELECT count(*) FROM t") == rows);
      if (failed) {
        INFO(failed->message() << ' ' << failed->context());
        REQUIRE(parts_of(db) == was);
        // Values may not fit; there is no other way to fail.
        std::string const state(failed->sqlstate());
        CHECK((state.starts_with("22") || state.starts_with("23")));
        continue;
      }
      ++done;
      before = after;
      CHECK(db.plan_migration({after}, {}).text() == "");
      database fresh = open(":memory:");
      make(fresh, after);
      CHECK(parts_of(db) == parts_of(fresh));
    }
  }
  CHECK(done > runs);
}

TEST_CASE("others write while a table is migrated") {
  struct narrow {
    std::int64_t id;
    int n;
  };
  struct wide {
    std::int64_t id, n;
    std::string more;
  };
  using narrow_things = table<"things", narrow, primary_key<"id">>;
  using wide_things = table<"things", wide, primary_key<"id">, default_<"more", "'x'">,
                            check<"n >= 0">, indexed<"n">>;
  database db = open(":memory:");
  db.create<narrow_things>();
  std::int64_t written = 0;
  std::string refused;
  std::jthread writer([&, other = db.connect()](std::stop_token const& stop) mutable {
    refused = message_of([&] {
      // A statement that meets a new definition at its commit is run again.
      for (; !stop.stop_requested(); ++written)
        other.execute("INSERT INTO things (id, n) VALUES ($1, 1)", written);
      return 0;
    });
  });
  for (int i = 0; i != 5; ++i) {
    db.migrate<wide_things>().apply();
    db.migrate<narrow_things>({drop_column<narrow_things, "more">(),
                               change_type<narrow_things, "n">(),
                               drop_constraint<narrow_things, "things_n_check">(),
                               drop_index<narrow_things, "things_n_idx">()})
        .apply();
  }
  writer.request_stop();
  writer.join();
  CHECK(refused == "");
  CHECK(db.from<narrow_things>().count() == static_cast<std::uint64_t>(written));
  CHECK(db.migrate<narrow_things>().empty());
  CHECK(db.check().empty());
}

}  // namespace helios::test
