// The same table in SQLite, its statements prepared once.
#pragma once

#include <bench/support/settings.hpp>
#include <bench/support/sqlite_session.hpp>
#include <bench/typed/things.hpp>

#include <optional>
#include <string>
#include <vector>

namespace helios::bench {

class sqlite_table {
 public:
  static constexpr char const* name = "SQLite";

  sqlite_table(std::string const& path, commits wait)
      : session_(path, wait),
        get_(session_.with(sqlite_things), "SELECT k, number, real, text FROM things WHERE k = ?"),
        above_(session_, "SELECT k, number, real, text FROM things WHERE number > ?"),
        insert_(session_, "INSERT INTO things VALUES (?, ?, ?, ?)") {}

  void insert(std::vector<thing> const& all) {
    session_.run("BEGIN");
    for (thing const& t : all) insert_.run(t.k, t.number, t.real, std::string_view(t.text));
    session_.run("COMMIT");
  }
  [[nodiscard]] std::optional<thing> get(std::int64_t k) {
    std::optional<thing> found;
    get_.each([&](auto const& r) { found.emplace(thing_of(r)); }, k);
    return found;
  }
  /// Visits the things whose number is greater, as structs.
  template <class F>
  void each_above(std::int64_t number, F&& visit) {
    above_.each([&](auto const& r) { visit(thing_of(r)); }, number);
  }

 private:
  template <class Row>
  [[nodiscard]] static thing thing_of(Row const& r) {
    return {r.whole(0), r.whole(1), r.real(2), std::string(r.text(3))};
  }

  sqlite_session session_;
  sqlite_session::statement get_, above_, insert_;
};

/// Things in a database and in SQLite, nothing synced.
struct stored_things {
  std::vector<thing> all;
  database ours;
  sqlite_table theirs;

  stored_things(settings const& s, std::string const& name)
      : all(all_things(s.rows)),
        ours(open(s.fresh(name + ".helios"), {.durability = durability::off})),
        theirs(s.fresh(name + ".sqlite"), commits::unsynced) {
    ours.create<things>();
    ours.insert<things>(all);
    theirs.insert(all);
  }
};

}  // namespace helios::bench
