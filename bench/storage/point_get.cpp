// One row by its key, in random order, from a file that was loaded, closed and opened again.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/lmdb_store.hpp>
#include <bench/support/rounds.hpp>

#include <stdexcept>

namespace helios::bench {

void point_get(settings const& s, figures& out) {
  std::string const helios_path = s.fresh("get.helios");
  std::string const lmdb_path = s.fresh("get.lmdb");
  helios_store(helios_path, commits::unsynced).load(s.rows);
  lmdb_store(lmdb_path, commits::unsynced).load(s.rows);
  {
    helios_store ours(helios_path, commits::unsynced);
    lmdb_store lmdb(lmdb_path, commits::unsynced);
    auto const places = random_places(std::min<std::uint64_t>(s.rows, 300'000), s.rows, 1);
    auto const per_get = [&](double t) { return t * 1e9 / static_cast<double>(places.size()); };
    history::version_ptr const state = ours.engine()->head(history::main_branch);
    storage::tree const rows = ours.open(state);
    storage::row_guess like;  // as statements and get() have one
    std::int64_t expected = 0;
    for (std::uint64_t const i : places) expected += row_at(i).number;
    auto const check = [&](std::int64_t sum) {
      if (sum != expected) throw std::runtime_error("point_get: a row was read wrong");
      consume(sum);
    };
    auto const ours_run = [&](int) {
      return per_get(seconds([&] {
        std::int64_t sum = 0;
        for (std::uint64_t const i : places)
          sum += rows.find(key_at(i), like)->at(0).as<std::int64_t>();
        check(sum);
      }));
    };
    auto const lmdb_run = [&](int) {
      return per_get(seconds([&] { check(lmdb.sum_at(places)); }));
    };
    compare(s, out, {.name = "point get", .unit = "ns", .required = 2},
            {{"helios", ours_run}, {"LMDB", lmdb_run}}, warm_up::yes);
  }
}

}  // namespace helios::bench
