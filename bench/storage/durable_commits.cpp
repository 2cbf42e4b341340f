// Commits of one changed row each that wait for the disk, by one thread and by eight.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>
#include <bench/support/synced_writes.hpp>

#include <exception>
#include <thread>

namespace helios::bench {

namespace {

/// Thousands per second of f(thread, place), each thread with rows of its own. Rethrows the first
/// failure.
template <class F>
double rate(settings const& s, int threads, std::uint64_t each, int round, F const& f) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(threads));
  auto const worker = [&](int t) {
    auto const all = static_cast<std::uint64_t>(threads);
    auto const mine = static_cast<std::uint64_t>(t);
    try {
      for (std::uint64_t const p :
           random_places(each, s.rows / all, mine + 100 * static_cast<std::uint64_t>(round + 1)))
        f(t, p * all + mine);
    } catch (...) {
      failures[mine] = std::current_exception();
    }
  };
  double const taken = seconds([&] {
    std::vector<std::thread> running;
    for (int t = 1; t < threads; ++t) running.emplace_back(worker, t);
    worker(0);
    for (std::thread& t : running) t.join();
  });
  for (std::exception_ptr const& f_of_one : failures) {
    if (f_of_one) std::rethrow_exception(f_of_one);
  }
  return static_cast<double>(each) * threads / taken / 1e3;
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
      std::vector<std::unique_ptr<sqlite_store>> connections;
      for (int t = 0; t != threads; ++t)
        connections.push_back(std::make_unique<sqlite_store>(sqlite_path, commits::durable));
      std::uint64_t const each = threads == 1 ? 1000 : 250;
      auto const ours_run = [&](int round) {
        return rate(s, threads, each, round, [&](int, std::uint64_t p) {
          ours.update(p, static_cast<std::uint64_t>(round) + 3);
        });
      };
      auto const bare_run = [&](int round) {
        return rate(s, threads, each, round, [&](int, std::uint64_t) { bare.write(); });
      };
      auto const sqlite_run = [&](int round) {
        return rate(s, threads, each, round, [&](int t, std::uint64_t p) {
          connections[static_cast<std::size_t>(t)]->update(p,
                                                           static_cast<std::uint64_t>(round) + 3);
        });
      };
      compare(s, out,
              {.name = "durable one-row commits, " + std::to_string(threads) +
                       (threads == 1 ? " thread" : " threads"),
               .unit = "k/s",
               .more_is_better = true},
              {{"helios", ours_run}, {"bare write+sync", bare_run}, {"SQLite", sqlite_run}},
              warm_up::yes);
    }
  }
}

}  // namespace helios::bench
