// What grows with history: the versions of one key over many commits, many branches at opening, and
// how long commits wait while a checkpoint is written.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>

#include <helios/history/versions.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

namespace helios::bench {

void versions_of_a_key(settings const& s, figures& out) {
  helios_store store(s.fresh("versions.helios"), commits::unsynced);
  constexpr std::uint64_t rows = 100'000;
  store.load(rows);
  history::engine& db = *store.engine();
  scn const from = db.last_commit();
  for (std::uint64_t n = 1; n <= s.rows; ++n) store.update(mix(n) % rows, n);
  scn const to = db.last_commit();
  auto const versions = [&](int) {
    return 1e3 * seconds([&] {
             consume(static_cast<std::int64_t>(
                 history::versions_between(db, history::main_branch, helios_store::table, from, to,
                                           storage::key_view(key_at(7)))
                     .size()));
           });
  };
  compare(s, out, {.name = "versions of a key, a commit per row of --rows", .unit = "ms"},
          {{"helios", versions}, budget(50)}, warm_up::yes);
}

void many_branches(settings const& s, figures& out) {
  std::string const path = s.fresh("branches.helios");
  {
    helios_store store(path, commits::unsynced);
    store.load(1000);
    for (int i = 0; i != 10'000; ++i) {
      auto const made =
          store.engine()->create_branch("b" + std::to_string(i), history::main_branch);
      store.update(static_cast<std::uint64_t>(i) % 1000, 1, made.id);
    }
  }
  auto const open = [&](int) {
    std::optional<helios_store> store;
    return 1e3 * seconds([&] { store.emplace(path, commits::durable); });
  };
  compare(s, out, {.name = "open with 10,000 branches", .unit = "ms"},
          {{"helios", open}, budget(1000)}, warm_up::yes);
}

void checkpoint_stalls(settings const& s, figures& out) {
  std::mt19937_64 random(5);
  std::uint64_t updates = 0;
  std::string const path = s.fresh("stalls.helios");
  {
    // Nearly all the log that a checkpoint waits for, one row per commit, without waiting for the
    // disk. A copy of the file, as a crash would leave it, is what commits are measured on.
    std::string const filling = s.fresh("filling.helios");
    helios_store store(filling, commits::unsynced);
    store.load(s.rows);
    store.settle();
    std::uint64_t const nearly = history::engine_options{}.checkpoint_bytes - (128U << 10);
    std::uint64_t const end = store.file_bytes() + nearly;
    while (store.file_bytes() < end) store.update(random() % s.rows, ++updates);
    std::filesystem::copy_file(filling, path);
  }
  helios_store store(path, commits::durable);
  history::engine& db = *store.engine();
  std::vector<double> usual;
  std::vector<double> during;
  std::uint64_t const last = db.checkpoints() + 1;
  std::uint64_t end = db.file().end();
  // Commits that find a checkpoint at work write its slices: the file grows by more than a frame.
  // Not all do: what a slice gathers of the registry is written by a later one.
  while (db.checkpoints() < last) {
    double const taken = 1e3 * seconds([&] { store.update(random() % s.rows, ++updates); });
    std::uint64_t const now = db.file().end();
    (during.empty() && now - end < 4096 ? usual : during).push_back(taken);
    end = now;
  }
  auto const percentile = [](std::vector<double> v, double share) {
    if (v.empty()) return 0.0;
    std::sort(v.begin(), v.end());
    return v[static_cast<std::size_t>(share * static_cast<double>(v.size() - 1))];
  };
  out.add({.name = "durable commit, median", .unit = "ms", .helios = percentile(usual, 0.5)});
  out.add(
      {.name = "durable commit, 99th percentile", .unit = "ms", .helios = percentile(usual, 0.99)});
  out.add({.name = "durable commit beside a checkpoint, slowest",
           .unit = "ms",
           .helios = percentile(during, 1)});
  out.add({.name = "durable commit beside a checkpoint, 99th percentile",
           .unit = "ms",
           .helios = percentile(during, 0.99),
           .peer = 5,
           .peer_name = "budget",
           .required = 1});
}

}  // namespace helios::bench
