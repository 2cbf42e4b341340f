// Commits of one changed row each that wait for the disk, by one thread and by eight.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>
#include <bench/support/synced_writes.hpp>

#include <exception>
#include <memory>
#include <numeric>
#include <thread>

namespace helios::bench {

namespace {

/// How long a round takes, whatever the disk: long enough for some hundred syncs of a quick one.
constexpr double round_seconds = 0.4;

/// Thousands per second of f(thread, place), each thread with rows of its own. Rethrows the first
/// failure.
template <class F>
double rate(settings const& s, int threads, int round, F const& f) {
  auto const all = static_cast<std::uint64_t>(threads);
  std::vector<std::exception_ptr> failures(all);
  std::vector<std::uint64_t> done(all);
  stopwatch const watch;
  auto const worker = [&](std::uint64_t mine) {
    std::mt19937_64 random(mine + 100 * static_cast<std::uint64_t>(round + 1));
    try {
      for (; watch.seconds() < round_seconds; ++done[mine])
        f(mine, random() % (s.rows / all) * all + mine);
    } catch (...) {
      failures[mine] = std::current_exception();
    }
  };
  std::vector<std::thread> running;
  for (std::uint64_t t = 1; t != all; ++t) running.emplace_back(worker, t);
  worker(0);
  for (std::thread& t : running) t.join();
  double const taken = watch.seconds();
  for (std::exception_ptr const& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return static_cast<double>(std::accumulate(done.begin(), done.end(), std::uint64_t{0})) / taken /
         1e3;
}

}  // namespace

void durable_commits(settings const& s, figures& out) {
  {
    std::string const sqlite_path = s.fresh("durable.sqlite");
    helios_store ours(s.fresh("durable.helios"), commits::durable);
    ours.load(s.rows);
    ours.settle();
    {
      sqlite_store sqlite(sqlite_path, commits::durable);
      sqlite.load(s.rows);
      sqlite.settle();
    }
    std::uint64_t const before = ours.file_bytes();
    for (std::uint64_t const p : random_places(100, s.rows, 5)) ours.update(p, 2);
    std::uint64_t const bytes = (ours.file_bytes() - before) / 100;
    synced_writes bare(s.fresh("durable.bare"), std::uint64_t{16} << 20,
                       static_cast<std::size_t>(std::min<std::uint64_t>(bytes, 4096)));

    for (int const threads : {1, 8}) {
      bool const alone = threads == 1;
      std::vector<std::unique_ptr<sqlite_store>> connections;
      for (int t = 0; t != threads; ++t)
        connections.push_back(std::make_unique<sqlite_store>(sqlite_path, commits::durable));
      auto const ours_run = [&](int round) {
        return rate(s, threads, round, [&](std::uint64_t, std::uint64_t p) {
          ours.update(p, static_cast<std::uint64_t>(round) + 3);
        });
      };
      auto const bare_run = [&](int round) {
        return rate(s, threads, round, [&](std::uint64_t, std::uint64_t) { bare.write(); });
      };
      auto const sqlite_run = [&](int round) {
        return rate(s, threads, round, [&](std::uint64_t t, std::uint64_t p) {
          connections[t]->update(p, static_cast<std::uint64_t>(round) + 3);
        });
      };
      compare(s, out,
              {.name = "durable one-row commits, " + std::to_string(threads) +
                       (alone ? " thread" : " threads"),
               .unit = "k/s",
               .more_is_better = true},
              {{"helios", ours_run},
               {"bare write+sync", bare_run, alone ? std::optional(0.92) : std::nullopt},
               {"SQLite", sqlite_run, alone ? std::nullopt : std::optional(4.0)}},
              warm_up::yes);
    }
  }
}

}  // namespace helios::bench
