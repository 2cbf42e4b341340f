// Rows of a struct into a new table, in one durable transaction.
#include <bench/typed/cases.hpp>

#include <bench/support/rounds.hpp>
#include <bench/typed/sqlite_things.hpp>

namespace helios::bench {

void typed_insert(settings const& s, figures& out) {
  settings few = s;
  few.rounds = std::min(s.rounds, 3);
  std::vector<thing> const all = all_things(s.rows);
  auto const rate = [&](auto const& load) {
    return [&all, load](int) { return static_cast<double>(all.size()) / load() / 1e6; };
  };
  auto const ours = [&](auto const& insert) {
    return rate([&s, insert] {
      database db = open(s.fresh("rows.helios"));
      db.create<things>();
      return seconds([&] { insert(db); });
    });
  };
  contestant const at_once{"helios", ours([&](database& db) { db.insert<things>(all); })};
  contestant const one_by_one{"helios", ours([&](database& db) {
                                transaction tx = db.begin();
                                for (thing const& t : all) tx.insert<things>(t);
                                tx.commit();
                              })};
  contestant const sqlite{"SQLite", rate([&s, &all] {
                            sqlite_table table(s.fresh("rows.sqlite"), commits::durable);
                            return seconds([&] { table.insert(all); });
                          })};
  auto const beside_sqlite = [&](char const* name, contestant const& typed) {
    compare(few, out, {.name = name, .unit = "M rows/s", .required = 2, .more_is_better = true},
            {typed, sqlite}, warm_up::no);
  };
  beside_sqlite("typed insert of all rows", at_once);
  beside_sqlite("typed insert row by row", one_by_one);
}

}  // namespace helios::bench
