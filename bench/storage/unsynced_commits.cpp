// Commits of one changed row each, at random, that wait for no disk.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/lmdb_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>

namespace helios::bench {

void unsynced_commits(settings const& s, figures& out) {
  {
    helios_store ours(s.fresh("off.helios"), commits::unsynced);
    sqlite_store sqlite(s.fresh("off.sqlite"), commits::unsynced);
    lmdb_store lmdb(s.fresh("off.lmdb"), commits::unsynced);
    ours.load(s.rows);
    sqlite.load(s.rows);
    lmdb.load(s.rows);
    ours.settle();
    sqlite.settle();
    auto const run = [&](auto& store) {
      return [&s, &store](int round) {
        auto const places = random_places(20'000, s.rows, static_cast<std::uint64_t>(round) + 10);
        double const taken = seconds([&] {
          for (std::uint64_t const i : places)
            store.update(i, static_cast<std::uint64_t>(round) + 2);
        });
        return static_cast<double>(places.size()) / taken / 1e3;
      };
    };
    compare(s, out, {.name = "one-row commits, not synced", .unit = "k/s", .more_is_better = true},
            {{"helios", run(ours)}, {"SQLite", run(sqlite)}, {"LMDB", run(lmdb)}}, warm_up::yes);
  }
}

}  // namespace helios::bench
