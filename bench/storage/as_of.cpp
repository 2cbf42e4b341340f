// A state of the past: the first time it is asked for, as far from a checkpoint as one can be, and
// once it is in the cache.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>

namespace helios::bench {

void as_of(settings const& s, figures& out) {
  history::engine_options options;
  options.checkpoint_bytes = std::uint64_t{1} << 40;  // none but the one below
  helios_store store(s.fresh("as_of.helios"), commits::unsynced, options);
  store.load(s.rows);
  store.settle();
  history::engine& db = *store.engine();
  // By default a checkpoint begins after 32 MiB of log: nothing is further from one than this.
  std::uint64_t const far = store.file_bytes() + (std::uint64_t{31} << 20);
  std::uint64_t updates = 0;
  std::mt19937_64 random(9);
  while (store.file_bytes() < far) store.update(random() % s.rows, ++updates);
  scn const asked = db.last_commit();
  store.update(0, ++updates);

  auto const touch = [&] {
    history::version_ptr const state = db.as_of(history::main_branch, asked);
    consume(store.open(state).find(key_at(s.rows / 2))->at(0).as<std::int64_t>());
  };
  auto const first = [&](int) {
    db.drop_caches();
    return 1e3 * seconds(touch);
  };
  auto const second = [&](int) {
    return 1e6 / 1000 * seconds([&] {
             for (int i = 0; i != 1000; ++i) touch();
           });
  };
  compare(s, out, {.name = "AS OF, first touch, 31 MiB of log", .unit = "ms"},
          {{"helios", first}, budget(50)}, warm_up::yes);
  compare(s, out, {.name = "AS OF, cached", .unit = "us"}, {{"helios", second}}, warm_up::yes);

  // Rows by key, of the past state and of the newest one.
  auto const places = random_places(std::min<std::uint64_t>(s.rows, 100'000), s.rows, 10);
  auto const gets = [&](auto const& state_of) {
    return [&, state_of](int) {
      history::version_ptr const state = state_of();
      storage::tree const rows = store.open(state);
      std::int64_t sum = 0;
      double const taken = seconds([&] {
        for (std::uint64_t const i : places) sum += rows.find(key_at(i))->at(0).as<std::int64_t>();
      });
      consume(sum);
      return taken * 1e9 / static_cast<double>(places.size());
    };
  };
  compare(s, out, {.name = "point get AS OF", .unit = "ns"},
          {{"helios", gets([&] { return db.as_of(history::main_branch, asked); })},
           {"the present", gets([&] { return db.head(history::main_branch); }), 1 / 1.1}},
          warm_up::yes);
}

}  // namespace helios::bench
