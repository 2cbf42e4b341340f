// Reliability 6: small scripts; between two syncs every state that a power loss may leave, or many
// of them where there are too many. Each opens, holds what was acknowledged, and nothing but whole
// steps of the script, in their order.
#include <tests/support/crash_points.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>

#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <sstream>
#include <vector>

using namespace helios;
using namespace helios::testing;
using storage::testing::forgetful_vfs;
using storage::testing::survivors;

namespace {

constexpr char const* path = "s.helios";

/// A word with an exclamation mark is something that is no SQL.
using script = std::vector<std::string>;

script const scripts[] = {
    {"CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2), (3)"},
    {"CREATE TABLE t (a int PRIMARY KEY, b text)", "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
     "UPDATE t SET b = b || 'z'", "DELETE FROM t WHERE a = 1"},
    {"CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t)",
     "BEGIN; INSERT INTO t VALUES (1); INSERT INTO u VALUES (1); COMMIT",
     "BEGIN; DELETE FROM u; DELETE FROM t; COMMIT"},
    {"CREATE TABLE t (a int)",
     "BEGIN; INSERT INTO t VALUES (1); SAVEPOINT s; INSERT INTO t VALUES "
     "(2); ROLLBACK TO s; INSERT INTO t VALUES (3); COMMIT"},
    {"CREATE TABLE t (a int, b int); INSERT INTO t SELECT i, i % 3 FROM generate_series(1, 9) AS s "
     "(i)",
     "CREATE INDEX t_b ON t (b)", "UPDATE t SET b = 7 WHERE a = 1", "DROP INDEX t_b"},
    {"CREATE TABLE t (a int UNIQUE)", "INSERT INTO t VALUES (1), (2)",
     "INSERT INTO t VALUES (2) ON CONFLICT DO NOTHING", "UPDATE t SET a = a + 10"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "CREATE BRANCH b",
     "USE BRANCH b; INSERT INTO t VALUES (2)", "MERGE DATABASE BRANCH b INTO main",
     "USE BRANCH main; DROP BRANCH b"},
    {"CREATE TABLE t (a int PRIMARY KEY)", "CREATE BRANCH b", "INSERT INTO t VALUES (1)",
     "ALTER BRANCH b RENAME TO c", "USE BRANCH c; INSERT INTO t VALUES (2)"},
    {"CREATE TABLE t (a int)", "CREATE TAG before", "INSERT INTO t VALUES (1)", "DROP TAG before"},
    {"CREATE TABLE t (a int PRIMARY KEY, b text)",
     "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 60) AS s (i)",
     "DELETE FROM t WHERE a > 10"},
    {"CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, repeat('long ', 300))",
     "UPDATE t SET a = 2", "UPDATE t SET b = repeat('other ', 100)"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "ALTER TABLE t ADD COLUMN b int DEFAULT 5",
     "INSERT INTO t VALUES (2, 3)", "ALTER TABLE t DROP COLUMN a"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE t (b text)"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "!checkpoint", "INSERT INTO t VALUES (2)",
     "!checkpoint", "INSERT INTO t VALUES (3)"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "UPDATE t SET a = 2", "!vacuum",
     "UPDATE t SET a = 3"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "!reopen", "INSERT INTO t VALUES (2)",
     "!reopen", "INSERT INTO t VALUES (3)"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", "CREATE BRANCH b", "!checkpoint",
     "DROP BRANCH b", "!vacuum"},
    {"CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2)", "TRUNCATE t",
     "INSERT INTO t VALUES (3)"},
    {"CREATE TABLE t (a int); CREATE VIEW v AS SELECT a + 1 AS b FROM t",
     "INSERT INTO t VALUES (1)", "CREATE OR REPLACE VIEW v AS SELECT a + 2 AS b FROM t",
     "DROP VIEW v"},
    {"CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)", "ALTER BRANCH main RESET TO SCN 2",
     "!checkpoint", "!reopen", "INSERT INTO t VALUES (4)"},
};

history::engine_options options_for(durability mode) {
  history::engine_options o;
  o.durability = mode;
  o.bulk_rows = 30;
  o.limits = {4, 400, 2, 25, 4};
  o.log.first_step = 16 << 10;
  o.log.emergency = 4 << 10;
  return o;
}

std::string dump_of(database& db) {
  std::vector<std::string> names;
  for (branch_report const& b : db.branches()) names.push_back(b.name);
  std::sort(names.begin(), names.end());
  std::string all;
  for (std::string const& name : names) {
    std::ostringstream text;
    db.connect({.branch = name, .timeout = {}}).dump(text);
    all += "branch " + name + '\n' + text.str();
  }
  for (tag_report const& t : db.tags()) all += "tag " + t.name + '\n';
  return all;
}

struct aftermath {
  std::unique_ptr<forgetful_vfs> disk;
  std::uint64_t which;
};

/// Runs one script and looks at every state a power loss may leave.
class crashing_script {
 public:
  crashing_script(script const& steps, durability mode, std::uint64_t seed, std::uint64_t most)
      : steps_(steps), mode_(mode), random_(seed), most_(most) {}

  std::uint64_t run() {
    crash_points world(disk_, [this] { collect(); });
    auto const options = options_for(mode_);
    std::optional<database> db;
    db.emplace(open_in(world, path, options));
    contents_.push_back(dump_of(*db));
    verify(0);
    for (std::string const& step : single_steps()) {
      INFO("step " << contents_.size() << ": " << step);
      if (step == "!checkpoint") {
        db->checkpoint();
      } else if (step == "!vacuum") {
        db->vacuum({.keep_from = db->newest(), .progress = {}});
      } else if (step == "!reopen") {
        db.reset();
        db.emplace(open_in(world, path, options));
      } else {
        db->execute(step);
      }
      contents_.push_back(dump_of(*db));
      verify(contents_.size() - 2);
    }
    return states_;
  }

 private:
  /// Statements in brackets of BEGIN and COMMIT are one step, all others are steps of their own.
  [[nodiscard]] std::vector<std::string> single_steps() const {
    std::vector<std::string> all;
    for (std::string const& each : steps_) {
      bool const whole = each.starts_with("BEGIN");
      for (std::size_t from = 0; from < each.size();) {
        std::size_t const end = whole ? each.size() : std::min(each.find("; ", from), each.size());
        all.push_back(each.substr(from, end - from));
        from = end + 2;
      }
    }
    return all;
  }
  /// The disk as it may be left at this moment: all ways, when they are few.
  void collect() {
    std::uint64_t const undecided = disk_.undecided();
    if (undecided == 0) return;
    bool const few = undecided < 63 && (std::uint64_t{1} << undecided) <= most_;
    std::uint64_t const ways = few ? std::uint64_t{1} << undecided : most_;
    for (std::uint64_t n = 0; n != ways; ++n) {
      std::uint64_t const seed = few ? n : random_();
      left_.push_back({disk_.crashed_copy(few ? survivors::subset : survivors::random, seed),
                       states_ + left_.size()});
    }
  }

  /// `done`: the number of steps that had been acknowledged before the one under way.
  void verify(std::size_t done) {
    for (aftermath const& a : left_) {
      INFO("state " << a.which);
      try {
        database db = open_in(*a.disk, path, options_for(mode_));
        std::string const found = dump_of(db);
        std::size_t const first = mode_ == durability::full ? done : 0;
        bool const known = std::find(contents_.begin() + static_cast<std::ptrdiff_t>(first),
                                     contents_.end(), found) != contents_.end();
        INFO(found);
        REQUIRE(known);
        REQUIRE(db.check().empty());
        db.execute("CREATE TABLE after_it (a int)");
      } catch (error const& e) {
        FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
      }
    }
    states_ += left_.size();
    left_.clear();
  }

  script const& steps_;
  durability mode_;
  std::mt19937_64 random_;
  std::uint64_t most_;
  forgetful_vfs disk_;
  std::vector<std::string> contents_;  // after each step; the first: of the empty database
  std::vector<aftermath> left_;
  std::uint64_t states_ = 0;
};

}  // namespace

TEST_CASE("reliability 6: every state that a power loss leaves is whole steps, none lost") {
  std::uint64_t const most = test::run_size("CRASH_STATES", 8);  // at each moment
  std::uint64_t const seed = test::run_seed();
  std::uint64_t states = 0;
  for (durability const mode : {durability::full, durability::off}) {
    unsigned number = 0;
    for (script const& each : scripts) {
      INFO("seed " << seed << ", script " << number++ << ", durability "
                   << (mode == durability::full ? "full" : "off"));
      states += crashing_script(each, mode, seed + number, most).run();
    }
  }
  WARN(states << " states");
  CHECK(states > 1000);
}
