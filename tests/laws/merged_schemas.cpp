// The law of merged schemas: whatever DDL two branches did, a merge ends in a state whose catalog
// is whole, or changes nothing. What one side alone touched is as that side has it.
#include <helios/helios.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <set>

namespace helios::test {

namespace {

/// What people see of a table: name, columns and rows, by the table's number.
using tables = std::map<std::string, std::string>;

class random_schema {
 public:
  /// `dense`: mostly about t2's generated columns, its enumerations, and texts that name them.
  random_schema(random_source& random, bool dense) : random_(&random), dense_(dense) {}

  /// A statement that may fail.
  [[nodiscard]] std::string statement() {
    std::string const t = table();
    switch (dense_ && random_->below(4) != 0 ? 33 + random_->below(21) : random_->below(54)) {
      case 0: return "CREATE TABLE " + t + " (id int PRIMARY KEY, a int)";
      case 1: return "CREATE TABLE " + t + " (id serial PRIMARY KEY, a int DEFAULT 3)";
      case 2:
        return "CREATE TABLE " + t + " (id int PRIMARY KEY, a int REFERENCES " + table() + ")";
      case 3: return "CREATE TABLE " + t + " (a int, e " + any("e", 2) + ")";
      case 4: return "CREATE TABLE " + t + " (a int DEFAULT nextval('" + any("q", 2) + "'))";
      case 5: return "DROP TABLE " + t;
      case 6: return "DROP TABLE " + t + " CASCADE";
      case 7:
        return "DROP TABLE " + t + " CASCADE; CREATE TABLE " + t + " (id int PRIMARY KEY, a int)";
      case 8:
      case 9: return "ALTER TABLE " + t + " RENAME TO " + any("t", 4);
      case 10:
      case 11: return "ALTER TABLE " + t + " ADD COLUMN " + any("c", 3) + " int DEFAULT 7";
      case 12: return "ALTER TABLE " + t + " ADD COLUMN " + any("c", 3) + " serial";
      case 13: return "ALTER TABLE " + t + " DROP COLUMN " + column() + " CASCADE";
      case 14: return "ALTER TABLE " + t + " ALTER COLUMN " + column() + " TYPE bigint";
      case 15: return "ALTER TABLE " + t + " ALTER COLUMN a SET DEFAULT " + any("", 9);
      case 16: return "ALTER TABLE " + t + " SET SCHEMA " + schema();
      case 17:
      case 18: return "CREATE INDEX " + any("i", 3) + " ON " + t + " (" + column() + ")";
      case 19: return "CREATE INDEX ON " + t + " (a)";
      case 20: return "DROP INDEX " + any("i", 3);
      case 21: return "ALTER INDEX " + any("i", 3) + " RENAME TO " + any("i", 3);
      case 22: return "ALTER TABLE " + t + " ADD UNIQUE (id, a)";
      case 23: return "ALTER TABLE " + t + " ADD FOREIGN KEY (a) REFERENCES " + table() + " (id)";
      case 24: return "CREATE OR REPLACE VIEW " + any("v", 2) + " AS SELECT a FROM " + t;
      case 25: return "CREATE VIEW " + any("v", 2) + " AS SELECT a FROM " + any("v", 2);
      case 26: return "DROP VIEW " + any("v", 2) + " CASCADE";
      case 27: return "CREATE SCHEMA s";
      case 28: return "DROP SCHEMA s CASCADE";
      case 29: return "CREATE TYPE " + any("e", 2) + " AS ENUM ('one', 'two')";
      case 30: return "DROP TYPE " + any("e", 2) + " CASCADE";
      case 31: return "ALTER TYPE " + any("e", 2) + " ADD VALUE '" + any("x", 3) + "'";
      case 32: return "CREATE SEQUENCE " + any("q", 2);
      case 33: return "DROP SEQUENCE " + any("q", 2) + " CASCADE";
      case 34:
      case 35:
        return "CREATE TABLE " + t +
               " (id int PRIMARY KEY, a int, b int DEFAULT 1, g int GENERATED ALWAYS AS (a + b) "
               "STORED)";
      case 36:
        return "ALTER TABLE " + t + " ADD COLUMN " + any("c", 3) +
               " int GENERATED ALWAYS AS (a * 2 + id) STORED";
      case 37: return "ALTER TABLE " + t + " ALTER COLUMN " + generated() + " DROP EXPRESSION";
      case 38: return "ALTER TABLE " + t + " ADD COLUMN " + any("c", 3) + " " + any("e", 2);
      case 39:
        return "ALTER TABLE " + t + " ALTER COLUMN " + any("c", 3) + " SET DEFAULT " + label();
      case 40: return "ALTER TABLE " + t + " ADD CHECK (" + any("c", 3) + " <> " + label() + ")";
      case 41:
        return "ALTER TABLE " + t + " ADD CHECK (" + any("c", 3) + " <> CAST(" + label() + " AS " +
               any("e", 2) + "))";
      case 42: return "CREATE INDEX ON " + t + " ((" + any("c", 3) + " = " + label() + "))";
      case 43: return "CREATE INDEX ON " + t + " ((a + 1)) WHERE " + column() + " > 3";
      case 44: return "ALTER TYPE " + any("e", 2) + " RENAME VALUE " + label() + " TO " + label();
      case 45: return "ALTER TYPE " + any("e", 2) + " RENAME TO " + any("e", 2);
      case 46:
        return "CREATE OR REPLACE VIEW " + any("v", 2) + " AS SELECT CAST(" + label() + " AS " +
               any("e", 2) + ") AS a";
      case 47:
        return "CREATE OR REPLACE VIEW " + any("v", 2) + " AS SELECT id AS a FROM " + t +
               " WHERE " + any("c", 3) + " = " + label();
      case 48: return "ALTER TABLE " + t + " ALTER COLUMN " + column() + " TYPE text";
      case 49: return "ALTER TABLE " + t + " DROP CONSTRAINT " + any("t", 4) + "_c0_check";
      case 50:
        return "ALTER TABLE " + t + " ALTER COLUMN " + any("c", 3) + " SET DEFAULT CAST(CAST(" +
               label() + " AS " + any("e", 2) + ") AS text)";
      case 51: return "CREATE UNIQUE INDEX ON " + t + " (" + generated() + ")";
      case 52: return "ALTER TABLE " + t + " ADD CHECK (g < " + any("", 90) + ")";
      default: return "ALTER TABLE " + t + " RENAME COLUMN " + column() + " TO " + any("c", 3);
    }
  }
  [[nodiscard]] std::string change() {
    std::string const t = table(), n = any("", 40);
    switch (random_->below(6)) {
      case 2:
      case 3: return "UPDATE " + t + " SET b = " + any("", 40) + " WHERE id < " + n;
      case 0: return "DELETE FROM " + t + " WHERE a = " + n;
      case 1: return "UPDATE " + t + " SET a = " + any("", 40) + " WHERE id = " + n;
      default: return "INSERT INTO " + t + " (id, a) VALUES (" + n + ", " + any("", 40) + ")";
    }
  }

 private:
  [[nodiscard]] std::string any(std::string const& first, std::uint64_t of) {
    return first + std::to_string(random_->below(of));
  }
  [[nodiscard]] std::string table() {
    if (dense_ && random_->below(4) != 0) return "t2";
    return (random_->below(5) == 0 ? "s." : "") + any("t", 4);
  }
  [[nodiscard]] std::string column() { return random_->below(2) == 0 ? "a" : any("c", 3); }
  [[nodiscard]] std::string generated() { return random_->below(2) == 0 ? "g" : any("c", 3); }
  [[nodiscard]] std::string label() {
    static char const* const labels[] = {"'one'", "'two'", "'x0'", "'x1'", "'x2'"};
    return labels[random_->below(5)];
  }
  [[nodiscard]] std::string schema() { return random_->below(2) == 0 ? "s" : "public"; }

  random_source* random_;
  bool dense_;
};

[[nodiscard]] std::string text_of(row const& r) {
  std::string all;
  for (std::size_t i = 0; i != r.size(); ++i)
    all += (r[i].is_null() ? std::string("null") : std::string(r[i].text())) + ",";
  return all + ";";
}

[[nodiscard]] tables tables_of(database& db) {
  tables all;
  for (row const& r : db.query(
           "SELECT c.oid, n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON "
           "n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('public', 's')")) {
    std::string const name(r[1].text());
    std::string& text = all[std::string(r[0].text())];
    text = name + ":";
    // In one order: a merge may put new columns of both sides in another.
    std::set<std::string> columns;
    for (result_column const& c : db.query("SELECT * FROM " + name).columns())
      columns.insert(c.name);
    std::string list;
    for (std::string const& c : columns) list += (list.empty() ? "" : ",") + c;
    text += list + ",";
    result found = db.query("SELECT " + list + " FROM " + name);
    std::multiset<std::string> rows;
    for (row const& each : found) rows.insert(text_of(each));
    for (std::string const& each : rows) text += each;
  }
  return all;
}

void run(database& db, std::string const& sql, std::vector<std::string>& log) {
  auto const failed = thrown_by([&] { return db.execute(sql), 0; });
  if (failed) {
    INFO(sql << ": " << failed->message());
    std::string const state(failed->sqlstate());
    REQUIRE((state.starts_with("2") || state.starts_with("3") || state.starts_with("4") ||
             state.starts_with("55") || state == "0A000"));
  } else {
    log.push_back(sql);
  }
}

[[nodiscard]] std::string found_wrong(database& db) {
  std::string all;
  for (integrity_report const& p : db.check()) all += p.where + ": " + p.problem + "\n";
  return all;
}

}  // namespace

TEST_CASE("whatever DDL two branches did, their merge has a whole catalog, or is refused") {
  random_source random;
  CAPTURE(random.seed);
  random_schema some(random, GENERATE(false, true));
  std::uint64_t merged = 0, refused = 0;
  std::uint64_t const runs = run_size("MERGED_SCHEMAS", 150);
  for (std::uint64_t i = 0; i != runs; ++i) {
    CAPTURE(i);
    database main = open(":memory:");
    std::vector<std::string> log;
    main.execute(
        "CREATE TABLE t0 (id int PRIMARY KEY, a int); CREATE TABLE t1 (id int PRIMARY KEY, a int); "
        "INSERT INTO t0 SELECT i, i FROM generate_series(1, 30) AS g (i); CREATE TYPE e0 AS ENUM "
        "('one', 'two'); CREATE SEQUENCE q0; CREATE TABLE t2 (id int PRIMARY KEY, a int, b int "
        "DEFAULT 1, g int GENERATED ALWAYS AS (a + b) STORED, c0 e0); INSERT INTO t2 (id, a) "
        "SELECT "
        "i, i FROM generate_series(1, 30) AS g (i)");
    for (int n = 0; n != 8; ++n) run(main, some.statement(), log);
    main.execute("CREATE BRANCH dev");
    log.push_back("CREATE BRANCH dev");
    connect_options of_dev;
    of_dev.branch = "dev";
    database dev = main.connect(of_dev);
    tables base = tables_of(main);
    for (int round = 0; round != 3; ++round) {
      for (auto n = random.below(8); n != 0; --n) {
        bool const here = random.below(2) == 0;
        log.push_back(here ? "-- main" : "-- dev");
        run(here ? main : dev, random.below(3) == 0 ? some.change() : some.statement(), log);
      }
      bool const there = round != 0 && random.below(2) == 0;
      database &source = there ? main : dev, &target = there ? dev : main;
      auto const policy = static_cast<on_conflict>(random.below(3));
      tables const ours = tables_of(target), theirs = tables_of(source);
      std::string all;
      for (std::string const& each : log) all += each + ";\n";
      INFO(all << "-- merge into " << (there ? "dev" : "main") << " policy "
               << static_cast<int>(policy));
      REQUIRE(found_wrong(target) == "");
      merge_report report;
      auto const failed = thrown_by([&] {
        report = there ? main.merge_branch("main", "dev", policy)
                       : main.merge_branch("dev", "main", policy);
        return 0;
      });
      tables const now = tables_of(target);
      REQUIRE(found_wrong(target) == "");
      if (failed) {
        INFO(failed->message() << ' ' << failed->context());
        std::string const state(failed->sqlstate());
        CHECK((state == "55000" || state.starts_with("23")));
        CHECK(now == ours);
        ++refused;
        break;
      }
      if (!report.at) {
        CHECK(now == ours);
        continue;
      }
      ++merged;
      for (row const& r : target.query(
               "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON "
               "n.oid = c.relnamespace WHERE c.relkind = 'v' AND n.nspname IN ('public', 's')"))
        CHECK(message_of(
                  [&] { return target.query("SELECT * FROM " + std::string(r[0].text())); }) == "");
      log.push_back("-- merged");
      auto const in = [](tables const& all_of, std::string const& id) {
        auto const at = all_of.find(id);
        return at == all_of.end() ? std::string() : at->second;
      };
      bool const branch_wins = policy == on_conflict::branch_wins;
      tables const &winner = branch_wins ? theirs : ours, &loser = branch_wins ? ours : theirs;
      for (tables const* each : {&std::as_const(base), &ours, &theirs}) {
        for (auto const& [id, text] : *each) {
          CAPTURE(id, in(base, id), in(ours, id), in(theirs, id));
          if (in(loser, id) == in(base, id)) CHECK(in(now, id) == in(winner, id));
          if (report.conflicts.empty() && in(winner, id) == in(base, id))
            CHECK(in(now, id) == in(loser, id));
        }
      }
      base = theirs;
      // What depends on what is known: all of it can be dropped.
      main.execute("CREATE BRANCH scratch FROM " + std::string(there ? "dev" : "main"));
      {
        connect_options of_scratch;
        of_scratch.branch = "scratch";
        database scratch = main.connect(of_scratch);
        // Each table still takes rows, or says which of its constraints does not.
        for (auto const& [id, text] : now) {
          std::string const name = text.substr(0, text.find(':'));
          auto const refused_row =
              thrown_by([&] { return scratch.execute("INSERT INTO " + name + " DEFAULT VALUES"); });
          if (!refused_row) continue;
          INFO(name << ": " << refused_row->message());
          CHECK(refused_row->sqlstate().starts_with("23"));
        }
        CHECK(found_wrong(scratch) == "");
        scratch.execute("DROP SCHEMA IF EXISTS s CASCADE; DROP SCHEMA public CASCADE");
        CHECK(found_wrong(scratch) == "");
      }
      main.execute("DROP BRANCH scratch");
    }
  }
  CHECK(merged > runs / 2);
  CHECK(refused < runs / 2);
}

}  // namespace helios::test
