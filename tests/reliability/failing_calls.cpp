// Reliability 8, 9 and 10: a script of commits, checkpoints, a branch and a re-open is run with
// its n-th call to the disk failing, for n = 0, 1, 2, ... until none fails, once and for ever.
// Nothing crashes; what was acknowledged is there after a re-open; what was refused left no trace
// in memory; after a failed write or sync nothing more is accepted; without space it is 53100, and
// work goes on when there is space again.
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/testing/faulty_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using storage::testing::fault;
using storage::testing::fault_plan;
using storage::testing::faulty_vfs;
using storage::testing::operation;

namespace {

std::uint64_t stride() { return test::run_size("FAULT_STRIDE", 1); }

history::engine_options small_options(bool buffered) {
  history::engine_options o;
  o.limits = {4, 400, 2, 25, 4};
  o.checkpoint_bytes = 6 << 10;
  o.checkpoint_slice = 1024;
  o.cached_states = 2;
  o.log.first_step = 8 << 10;
  o.log.last_step = 16 << 10;
  o.log.emergency = 4 << 10;
  o.pages.buffered = buffered;
  o.pages.cache.max_pages = 8;
  return o;
}

/// What the script was promised.
struct promises {
  tree_id table{};
  bool made = false;
  std::map<std::int64_t, std::int64_t> rows, in_branch;
  std::optional<std::pair<std::int64_t, std::int64_t>> doubtful, doubtful_in_branch;
  std::optional<branch_id> branch;
  std::vector<std::string> refusals;
};

class script {
 public:
  script(storage::vfs& world, history::engine_options const& options)
      : world_(world), options_(options) {}

  promises& run() {
    attempt([&] { db_ = history::engine::open(world_, "f.helios", options_); });
    if (!db_) return done_;
    attempt([&] {
      done_.table = testing::make_numbers(db_);
      done_.made = true;
    });
    if (!done_.made) return done_;
    for (int i = 0; i != 20; ++i) commit(i % 13, i);
    attempt([&] { db_->checkpoint(); });
    attempt([&] { done_.branch = db_->create_branch("dev", history::main_branch).id; });
    for (int i = 0; i != 12; ++i) {
      commit(20 + i, i);
      if (done_.branch) commit_in_branch(i, 100 + i);
      if (i == 6) attempt([&] { reopen(); });
      if (!db_) return done_;
    }
    attempt([&] {
      scn const past{raw(db_->last_commit()) / 2};
      static_cast<void>(db_->as_of(history::main_branch, past));
    });
    attempt([&] { db_->check(); });
    attempt([&] { db_->close(); });
    return done_;
  }
  [[nodiscard]] std::shared_ptr<history::engine> const& db() const noexcept { return db_; }

 private:
  template <class Call>
  bool attempt(Call&& call) {
    try {
      call();
      return true;
    } catch (error const& e) {
      std::string const state(e.sqlstate());
      if (state != "58030" && state != "53100") {
        FAIL("an unexpected refusal: " << state << " " << e.message() << " " << e.detail());
      }
      done_.refusals.push_back(state);
      return false;
    }
  }
  void reopen() {
    db_->close();
    db_.reset();
    db_ = history::engine::open(world_, "f.helios", options_);
  }
  void commit(std::int64_t key, std::int64_t value) {
    one(history::main_branch, key, value, done_.rows, done_.doubtful);
  }
  void commit_in_branch(std::int64_t key, std::int64_t value) {
    one(*done_.branch, key, value, done_.in_branch, done_.doubtful_in_branch);
  }
  void one(branch_id branch, std::int64_t key, std::int64_t value,
           std::map<std::int64_t, std::int64_t>& rows,
           std::optional<std::pair<std::int64_t, std::int64_t>>& doubtful) {
    if (attempt([&] { testing::set_number(db_, branch, done_.table, key, value); })) {
      rows[key] = value;
      return;
    }
    // Refused: not seen by anybody now. It may come back when the log is recovered.
    if (!doubtful) doubtful.emplace(key, value);
    attempt([&] {
      auto const now = testing::read_number(*db_, db_->head(branch), done_.table, key);
      if (now == value) FAIL("a commit that was refused is visible");
    });
  }

  storage::vfs& world_;
  history::engine_options options_;
  std::shared_ptr<history::engine> db_;
  promises done_;
};

void verify_rows(std::map<std::int64_t, std::int64_t> const& found, promises const& p) {
  for (auto const& [k, v] : p.rows) {
    INFO("key " << k);
    REQUIRE(found.contains(k));
    bool const is_doubtful = p.doubtful && p.doubtful->first == k;
    if (found.at(k) != v) {
      REQUIRE(is_doubtful);
      REQUIRE(found.at(k) == p.doubtful->second);
    }
  }
}

/// Opens what is there when the disk works again.
void verify(storage::vfs& world, history::engine_options const& options, promises const& p) {
  auto db = history::engine::open(world, "f.helios", options);
  db->check();
  if (!p.made) return;
  verify_rows(testing::all_numbers(*db, db->head(history::main_branch), p.table), p);
  if (p.branch) {
    auto const found = testing::all_numbers(*db, db->head(*p.branch), p.table);
    for (auto const& [k, v] : p.in_branch) {
      INFO("key " << k << " of the branch");
      REQUIRE(found.contains(k));
      REQUIRE(found.at(k) == v);
    }
  }
  testing::set_number(db, history::main_branch, p.table, 1000, 1);
  REQUIRE(testing::read_number(*db, db->head(history::main_branch), p.table, 1000) == 1);
}

void visit_every_fault(std::optional<operation> kind, int os_error, bool for_ever, bool buffered) {
  history::engine_options const options = small_options(buffered);
  for (std::uint64_t n = 0;; n += stride()) {
    INFO("kind " << (kind ? static_cast<int>(*kind) : -1) << ", call " << n << ", errno "
                 << os_error << (for_ever ? ", for ever" : ", once")
                 << (buffered ? ", buffered" : ", mapped"));
    storage::memory_vfs memory;
    fault_plan plan({.kind = kind,
                     .nth = n,
                     .for_ever = for_ever,
                     .os_error = os_error,
                     .prefix = n % 3 == 0 ? 100U : 0U});
    faulty_vfs world(memory, plan);
    promises p;
    std::uint64_t fired = 0;
    {
      script s(world, options);
      p = s.run();
      fired = plan.fired();
      plan.disarm();
      if (s.db() && p.made && os_error == ENOSPC && kind == operation::reserve && fired != 0 &&
          s.db()->file().state() == storage::log_state::writing) {
        // There is space again: no re-open is needed.
        testing::set_number(s.db(), history::main_branch, p.table, 999, 1);
        p.rows[999] = 1;
      }
    }
    try {
      verify(memory, options, p);
    } catch (error const& e) {
      FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
    }
    if (fired == 0) break;
  }
}

}  // namespace

TEST_CASE("reliability 9, 10: every failing write leaves all that was acknowledged") {
  for (bool const for_ever : {false, true}) {
    visit_every_fault(operation::write, EIO, for_ever, false);
    visit_every_fault(operation::write, ENOSPC, for_ever, false);
  }
}
TEST_CASE("reliability 8: every failing sync leaves all that was acknowledged") {
  for (bool const for_ever : {false, true}) {
    visit_every_fault(operation::sync, EIO, for_ever, false);
    visit_every_fault(operation::sync, ENOSPC, for_ever, false);
  }
}
TEST_CASE("reliability 9, 10: every failing reservation leaves all that was acknowledged") {
  for (bool const for_ever : {false, true}) {
    visit_every_fault(operation::reserve, EIO, for_ever, false);
    visit_every_fault(operation::reserve, ENOSPC, for_ever, false);
  }
}
TEST_CASE("reliability 9: every failing read leaves all that was acknowledged") {
  for (bool const for_ever : {false, true}) visit_every_fault(operation::read, EIO, for_ever, true);
}
TEST_CASE("reliability 9: every other failing call leaves all that was acknowledged") {
  for (operation const kind : {operation::open, operation::map, operation::populate,
                               operation::lock, operation::identify, operation::sync_directory}) {
    visit_every_fault(kind, EIO, false, false);
  }
}

TEST_CASE(
    "reliability 8: after a failed sync nothing is accepted until the database is opened again") {
  storage::memory_vfs memory;
  fault_plan plan;
  faulty_vfs world(memory, plan);
  auto db = history::engine::open(world, "f.helios");
  tree_id const t = testing::make_numbers(db);
  testing::set_number(db, history::main_branch, t, 1, 1);
  plan.arm({.kind = operation::sync});
  auto const set = [&](std::int64_t k) {
    return test::state_of([&] { return testing::set_number(db, history::main_branch, t, k, 2); });
  };
  CHECK(set(2) == "58030");
  for (int i = 0; i != 3; ++i) CHECK(set(3) == "58030");
  CHECK(test::state_of([&] { return db->create_branch("dev", history::main_branch); }) == "58030");
  CHECK(test::state_of([&] { return (db->checkpoint(), 0); }) == "58030");
  CHECK(testing::all_numbers(*db, db->head(history::main_branch), t) ==
        std::map<std::int64_t, std::int64_t>{{1, 1}});
  db.reset();
  db = history::engine::open(world, "f.helios");
  CHECK(set(4) == "");
  auto const rows = testing::all_numbers(*db, db->head(history::main_branch), t);
  CHECK(rows.contains(1));
  CHECK_FALSE(rows.contains(3));
  CHECK(rows.contains(4));
}

TEST_CASE("reliability 10: without space a commit is 53100, and the next one with space succeeds") {
  storage::memory_vfs memory;
  fault_plan plan;
  faulty_vfs world(memory, plan);
  history::engine_options const options = small_options(false);
  auto db = history::engine::open(world, "f.helios", options);
  tree_id const t = testing::make_numbers(db);
  plan.arm({.kind = operation::reserve, .for_ever = true, .os_error = ENOSPC});
  std::int64_t accepted = 0;
  std::string state;
  while (state.empty()) {
    state = test::state_of(
        [&] { return testing::set_number(db, history::main_branch, t, accepted, accepted); });
    if (state.empty()) ++accepted;
    REQUIRE(accepted < 10'000);
  }
  CHECK(state == "53100");
  CHECK(testing::all_numbers(*db, db->head(history::main_branch), t).size() ==
        static_cast<std::size_t>(accepted));
  plan.disarm();
  testing::set_number(db, history::main_branch, t, accepted, accepted);
  db.reset();
  db = history::engine::open(world, "f.helios", options);
  CHECK(testing::all_numbers(*db, db->head(history::main_branch), t).size() ==
        static_cast<std::size_t>(accepted) + 1);
}
