// Reliability 27, across kill -9: a child's sessions run random transactions on up to four branches
// until it is killed. What they saw, and what is found afterwards, is one history for each branch,
// from before it began over all deaths, and shows no anomaly; a COMMIT that was not answered may
// have taken place or not, wholly.
#include <tests/isolation/client.hpp>
#include <tests/isolation/history_checker.hpp>
#include <tests/support/killed_child.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/temporary_folder.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <cstdio>
#include <deque>

using namespace helios;
using namespace helios::test;

namespace {

constexpr std::size_t clients = 8, kills_per_file = 6, most_branches = 4;

struct shared_memory {
  history_counters counters;
  std::array<transaction_journal, clients> journals;
};

struct branch_history {
  std::string name;
  transaction_history all;
};

[[nodiscard]] history::engine_options some_options(random_source& random) {
  constexpr durability modes[] = {durability::full, durability::normal, durability::off};
  history::engine_options o;
  o.durability = modes[random.below(3)];
  o.sync_interval = std::chrono::microseconds(500);
  o.checkpoint_bytes = std::uint64_t{16} << (10 + random.below(4));
  o.checkpoint_slice = 4096;
  o.log.first_step = std::uint64_t{8} << (10 + random.below(4));
  return o;
}

/// A file that is written on, killed, opened and written on again.
class killed_file {
 public:
  explicit killed_file(std::uint64_t seed)
      : random_{seed, std::mt19937_64(seed)},
        serializable_(random_.below(2) == 0),
        keys_{4 << random_.below(4)} {
    database db = testing::open_in(storage::system_vfs(), path(), some_options(random_));
    db.execute(history_tables);
    branches_.push_back({"main", {}});
  }

  void die() {
    for (transaction_journal& j : shared_->journals) j.clear();
    int const first_number = number_ + 1;
    number_ += static_cast<int>(clients);
    history::engine_options const options = some_options(random_);
    std::uint64_t const seed = random_.engine();
    REQUIRE(kill_child([&](auto const& ready) { run_for_ever(options, first_number, seed, ready); },
                       std::chrono::microseconds(random_.below(30'000))) == child_end::killed);
    for (std::size_t i = 0; i != clients; ++i) {
      transaction_history const seen = shared_->journals[i].read();
      transaction_history& all = branches_[i % branches_.size()].all;
      all.insert(all.end(), seen.begin(), seen.end());
    }
    for (branch_history& b : branches_) b.all.emplace_back().fence = true;
  }

  /// Whoever opens the file first reads everything; then perhaps a branch begins.
  void look(bool final) {
    auto const db = open();
    for (branch_history& b : branches_) b.all.push_back(read_all(db, b.name, final));
    if (final || branches_.size() == most_branches) return;
    branch_history const& parent = branches_[random_.below(branches_.size())];
    branch_history fresh{"branch" + std::to_string(branches_.size()), parent.all};
    api::session session(db);
    REQUIRE(run(session, "CREATE BRANCH " + fresh.name + " FROM " + parent.name) ==
            "CREATE BRANCH");
    fresh.all.emplace_back().fence = true;
    fresh.all.push_back(read_all(db, fresh.name, false));
    branches_.push_back(std::move(fresh));
  }

  struct tally {
    std::size_t committed = 0, lost = 0, came_through = 0, vanished = 0;
  };
  void check(tally& total) {
    REQUIRE(testing::database_on(open()).check().empty());
    for (branch_history& b : branches_) {
      settle(b.all);
      for (history_transaction const& t : b.all) {
        if (t.undetermined) ++(t.committed ? total.came_through : total.vanished);
        ++(t.committed ? total.committed : total.lost);
      }
      auto const worst = history_checker(b.all).worst(!serializable_);
      INFO("branch " << b.name << (serializable_ ? " at SERIALIZABLE, " : " at REPEATABLE READ, ")
                     << keys_.keys << " keys\n"
                     << (worst ? name_of(worst->kind) + (": " + worst->proof) : ""));
      REQUIRE_FALSE(worst);
    }
  }

 private:
  [[nodiscard]] std::string path() const { return folder_.path() + "h.helios"; }
  [[nodiscard]] std::shared_ptr<api::instance> open() {
    return testing::open_instance(storage::system_vfs(), path(), some_options(random_));
  }
  [[nodiscard]] history_transaction read_all(std::shared_ptr<api::instance> const& db,
                                             std::string const& branch, bool final) {
    return client(db, {branch, ++number_, serializable_, keys_, 0}, shared_->counters)
        .read_all(final);
  }

  /// In the child, whose death is told by its code: threads do not get an exception out.
  void run_for_ever(history::engine_options const& options, int first_number, std::uint64_t seed,
                    auto const& ready) {
    auto const db = testing::open_instance(storage::system_vfs(), path(), options);
    std::deque<client> all;
    for (std::size_t i = 0; i != clients; ++i)
      all.emplace_back(
          db,
          client_choice{branches_[i % branches_.size()].name, first_number + static_cast<int>(i),
                        serializable_, keys_, seed + i},
          shared_->counters, &shared_->journals[i]);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i != clients; ++i) {
      threads.emplace_back([&, i] {
        try {
          while (shared_->journals[i].has_room()) {
            all[i].go_on();
            if (all[i].between()) ready();  // something is done before it dies
            std::this_thread::yield();
          }
        } catch (std::exception const& e) {
          std::fprintf(stderr, "killed_histories, in the child: %s\n", e.what());
          ::_exit(1);
        }
      });
    }
    for (std::thread& t : threads) t.join();
    for (;;) ::pause();
  }

  temporary_folder const folder_;
  shared_value<shared_memory> shared_;
  random_source random_;
  bool serializable_;
  key_choice keys_;
  int number_ = 0;
  std::vector<branch_history> branches_;
};

}  // namespace

TEST_CASE("reliability 27: histories go on after kill -9, on each branch, without an anomaly") {
  std::uint64_t const files =
      std::max<std::uint64_t>(1, run_size("HISTORY_KILLS", 10 * kills_per_file) / kills_per_file);
  std::uint64_t const first = run_seed();
  killed_file::tally total;
  for (std::uint64_t seed = first; seed != first + files; ++seed) {
    INFO("HELIOS_SEED=" << seed);
    killed_file file(seed);
    for (std::size_t death = 1; death <= kills_per_file; ++death) {
      INFO("death " << death);
      file.die();
      file.look(death == kills_per_file);
    }
    file.check(total);
  }
  INFO("committed " << total.committed << ", lost " << total.lost << "; unanswered: came through "
                    << total.came_through << ", vanished " << total.vanished);
  CHECK(total.committed > 10 * files);
  CHECK(total.came_through + total.vanished != 0);
}
