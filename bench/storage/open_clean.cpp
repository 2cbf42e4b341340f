// Opening a file that was closed in order, up to the first row read.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>

#include <optional>

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
  // What closes the stores runs after the time is taken.
  auto const ours_run = [&](bool read_only) {
    return [&, read_only](int) {
      std::optional<helios_store> store;
      return 1e3 * seconds([&] {
               history::engine_options options;
               options.read_only = read_only;
               store.emplace(helios_path, commits::durable, options);
               auto const state = store->engine()->head(history::main_branch);
               consume(store->open(state).find(key_at(s.rows / 2))->at(0).as<std::int64_t>());
             });
    };
  };
  auto const sqlite_run = [&](int) {
    std::optional<sqlite_store> store;
    return 1e3 * seconds([&] {
             store.emplace(sqlite_path, commits::durable);
             consume(store->get(s.rows / 2));
           });
  };
  compare(s, out, {.name = "open to write, first row", .unit = "ms"},
          {{"helios", ours_run(false)}, {"SQLite", sqlite_run}, budget(5)}, warm_up::yes);
  compare(s, out, {.name = "open to read, first row", .unit = "ms"},
          {{"helios", ours_run(true)}, budget(5)}, warm_up::yes);
}

}  // namespace helios::bench
