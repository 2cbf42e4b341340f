// Opening a file that was closed in order, up to the first row read.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>

namespace helios::bench {

void open_clean(settings const& s, figures& out) {
  std::string const helios_path = s.fresh("open.helios");
  std::string const sqlite_path = s.fresh("open.sqlite");
  {
    helios_store ours(helios_path, commits::unsynced);
    sqlite_store sqlite(sqlite_path, commits::unsynced);
    ours.load(s.rows);
    sqlite.load(s.rows);
    for (std::uint64_t const i : random_places(10'000, s.rows, 3)) ours.update(i, 1);
    for (std::uint64_t const i : random_places(10'000, s.rows, 3)) sqlite.update(i, 1);
  }
  auto const ours_run = [&](int) {
    return 1e3 * seconds([&] {
      helios_store const store(helios_path, commits::durable);
      auto const state = store.engine()->head(history::main_branch);
      consume(store.open(state).find(key_at(s.rows / 2))->at(0).as<std::int64_t>());
    });
  };
  auto const sqlite_run = [&](int) {
    return 1e3 * seconds([&] {
      sqlite_store store(sqlite_path, commits::durable);
      consume(store.get(s.rows / 2));
    });
  };
  auto const middle =
      medians(s, {{"helios", ours_run}, {"SQLite", sqlite_run}}, warm_up::yes);
  figure f{.name = "open, first row, close / SQLite",
           .unit = "ms",
           .helios = middle[0],
           .peer = middle[1],
           .peer_name = "SQLite"};
  out.add(f);
  f.name = "open, first row, close / budget";
  f.peer = 5;
  f.peer_name = "budget";
  f.required = 1;
  out.add(f);
}

}  // namespace helios::bench
