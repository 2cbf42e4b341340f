// Reliability 8: the k-th sync fails, for every k, and the system keeps, drops or mixes what it had
// not written. Nothing is acknowledged after it; everything before it is there, whatever happens
// next.
#include <tests/support/numbers_table.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/testing/forgetful_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::main_branch;
using storage::testing::forgetful_vfs;
using storage::testing::survivors;

namespace {

history::engine_options small_options() {
  history::engine_options o;
  o.limits = {4, 400, 2, 25, 4};
  o.checkpoint_bytes = 6 << 10;
  o.checkpoint_slice = 1024;
  o.log.first_step = 8 << 10;
  o.log.emergency = 4 << 10;
  return o;
}

using rows = std::map<std::int64_t, std::int64_t>;

/// What was promised, and the commits whose failure was reported: each may be there or not.
struct promised_rows {
  rows certain, doubtful;

  void agree(rows const& found) const {
    for (auto const& [k, v] : certain) {
      INFO("key " << k);
      REQUIRE(found.contains(k));
    }
    for (auto const& [k, v] : found) {
      INFO("key " << k << ", value " << v);
      bool const known = (certain.contains(k) && certain.at(k) == v) ||
                         (doubtful.contains(k) && doubtful.at(k) == v);
      REQUIRE(known);
    }
  }
};

std::string commit(std::shared_ptr<engine> const& db, tree_id t, std::int64_t key,
                   std::int64_t value, promised_rows& p) {
  std::string const state =
      test::state_of([&] { return set_number(db, main_branch, t, key, value); });
  (state.empty() ? p.certain : p.doubtful)[key] = value;
  return state;
}

}  // namespace

TEST_CASE("reliability 8: after any failed sync nothing in flight is believed, nothing is lost") {
  auto const commits = static_cast<std::int64_t>(test::run_size("SYNC_COMMITS", 200));
  std::uint64_t const stride = test::run_size("SYNC_STRIDE", 3);
  std::uint64_t const seed = test::run_seed();
  for (survivors const policy : {survivors::nothing, survivors::everything, survivors::random}) {
    for (std::uint64_t k = 0;; k += stride) {
      INFO("sync " << k << ", policy " << static_cast<int>(policy) << ", seed " << seed);
      forgetful_vfs disk;
      auto db = engine::open(disk, "f.helios", small_options());
      tree_id const t = make_numbers(db);
      disk.fail_sync(k);
      promised_rows p;
      bool failed = false;
      for (std::int64_t i = 0; i != commits; ++i) {
        std::string const state = commit(db, t, i, i, p);
        // A failed checkpoint's sync poisons as well, and the commit it ran beside stands.
        if (state.empty()) continue;
        REQUIRE(state == "58030");
        failed = true;
        for (std::int64_t n = 1; n != 4; ++n) REQUIRE(commit(db, t, i + n, i, p) == "58030");
        break;
      }
      db.reset();
      // The process begins anew on what the system shows, and that is made durable or gone.
      db = engine::open(disk, "f.helios", small_options());
      rows const recovered = all_numbers(*db, db->head(main_branch), t);
      p.agree(recovered);
      p.certain = recovered;
      for (std::int64_t i = 0; i != 3; ++i) REQUIRE(commit(db, t, 1000 + i, i, p).empty());
      disk.crash(policy, seed + k);
      db.reset();
      db = engine::open(disk, "f.helios", small_options());
      db->check();
      REQUIRE(all_numbers(*db, db->head(main_branch), t) == p.certain);
      if (!failed) break;
    }
  }
}
