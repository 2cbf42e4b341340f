// tests/support/sql_story.hpp -- a database that changes at random through SQL, and a text of all
// that can be read in it: what damaged and interrupted files are compared by.
//
// Shape     story(seed).step(db), again and again: each step is one commit, or one change of
//           branches; after it content_of(db) says what the database holds.
#pragma once

#include <tests/support/sql_database.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace helios::testing {

/// What a session sees: the tables row by row, and what their indexes find.
[[nodiscard]] inline std::string rows_of_story(executor& in) {
  if (answer(in, "SELECT 1 FROM information_schema.tables WHERE table_name = 'child'").empty())
    return "nothing yet\n";
  return answer(in, "SELECT * FROM item ORDER BY id") + "by name\n" +
         answer(in, "SELECT name, id FROM item WHERE name > 'n2' ORDER BY name") + "by size\n" +
         answer(in, "SELECT size, id FROM item WHERE size = 7 ORDER BY id") + "children\n" +
         answer(in, "SELECT * FROM child ORDER BY id");
}

/// Everything in it: each branch, its newest commit, its rows.
[[nodiscard]] inline std::string content_of(database& db) {
  std::vector<std::pair<std::string, scn>> branches;
  for (branch_report const& b : db.branches()) branches.emplace_back(b.name, b.newest);
  std::sort(branches.begin(), branches.end());
  std::string all;
  for (auto const& [name, newest] : branches) {
    database on = db.connect({.branch = name, .timeout = {}});
    all += name + " at " + std::to_string(raw(newest)) + '\n' + rows_of_story(on);
  }
  return all;
}

class sql_story {
 public:
  explicit sql_story(std::uint64_t seed, std::uint32_t rows_per_load = 40)
      : random_(seed), rows_per_load_(rows_per_load) {}

  /// The first step makes the tables; the next ones change them.
  void step(database& db) {
    if (steps_++ == 0) {
      db.execute(
          "BEGIN; CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE, size int, note text);"
          "CREATE TABLE child (id int PRIMARY KEY, item int REFERENCES item (id),"
          " amount numeric(12, 2)); COMMIT");
      return;
    }
    database on = db.connect({.branch = branches_[below(branches_.size())], .timeout = {}});
    switch (below(16)) {
      case 0: return index(db, on);
      case 1: return fork(db);
      case 2: return merge(db);
      case 3: return load(on);
      case 4:
        on.execute("DELETE FROM item WHERE id % 5 = 2 AND id NOT IN (SELECT item FROM child)");
        return;
      case 5:
        on.execute("INSERT INTO item VALUES (" + fresh() + ", NULL, 7, repeat('long ', " +
                   std::to_string(60 + below(600)) + "))");
        return;
      case 6:
      case 7:
        on.execute("UPDATE item SET size = size + 1, note = note || '+' WHERE id % 4 = " +
                   std::to_string(below(4)));
        return;
      case 8: {
        std::string const parent = fresh();
        on.execute("BEGIN; INSERT INTO item VALUES (" + parent + ", 'p" + parent +
                   "', 1, NULL); INSERT INTO child VALUES (" + fresh() + ", " + parent +
                   ", 12.34); COMMIT");
        return;
      }
      default: {
        std::string const id = fresh();
        on.execute("INSERT INTO item VALUES (" + id + ", 'n" + id + "', " +
                   std::to_string(below(9)) + ", '" + std::string(below(120), 'x') + "')");
        return;
      }
    }
  }

 private:
  [[nodiscard]] std::size_t below(std::size_t n) { return random_() % n; }
  [[nodiscard]] std::string fresh() { return std::to_string(++last_id_); }

  void index(database& db, database& on) {
    if (indexed_) {
      on.execute("INSERT INTO item VALUES (" + fresh() + ", NULL, 7, 'plain')");
    } else {
      db.execute("CREATE INDEX item_size ON item (size)");
    }
    indexed_ = true;
  }
  void fork(database& db) {
    if (branches_.size() == 3) return merge(db);
    std::string const name = "b" + fresh();
    static_cast<void>(db.create_branch(name));
    branches_.push_back(name);
  }
  /// The branch made last goes into main, and in the step after that it is gone.
  void merge(database& db) {
    if (branches_.size() == 1) return fork(db);
    if (merged_) {
      db.drop_branch(branches_.back());
      branches_.pop_back();
    } else {
      static_cast<void>(db.merge_branch(branches_.back(), "main", on_conflict::branch_wins));
    }
    merged_ = !merged_;
  }
  void load(database& on) {
    std::string const first = std::to_string(last_id_ + 1);
    last_id_ += rows_per_load_;
    on.execute("INSERT INTO item SELECT i, 'n' || i, i % 9, 'loaded' FROM generate_series(" +
               first + ", " + std::to_string(last_id_) + ") AS s (i)");
  }

  std::mt19937_64 random_;
  std::uint32_t rows_per_load_;
  std::uint64_t steps_ = 0;
  std::int64_t last_id_ = 0;
  bool indexed_ = false, merged_ = false;
  std::vector<std::string> branches_{"main"};
};

}  // namespace helios::testing
