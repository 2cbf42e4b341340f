// VACUUM and long values: they go along, each once, whatever refers to them.
#include <helios/history/vacuum.hpp>

#include <tests/support/run_size.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/texts_table.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/history/versions.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <random>

#include <sys/stat.h>
#include <unistd.h>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;
using history::vacuum_options;

namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

std::string text_of(std::size_t length, unsigned seed) {
  std::string s(length, '.');
  for (std::size_t i = 0; i < length; i += 5)
    s[i] = static_cast<char>('a' + (i * 31 + seed * 7) % 26);
  return s;
}

engine_options small_leaves() {
  engine_options o;
  o.durability = durability::off;
  o.limits = {4, 400, 2, 25, 4};
  o.checkpoint_bytes = 16 << 10;
  o.checkpoint_slice = 4096;
  o.bulk_rows = 12;
  return o;
}

/// Rows written, changed and erased at random, and what every state was.
class texts_model {
 public:
  explicit texts_model(unsigned seed) : rng_(seed) {}

  void make(std::shared_ptr<engine> const& db) {
    table_ = make_texts(db);
    states_[main_branch][db->last_commit()] = {};
  }
  void step(std::shared_ptr<engine> const& db) {
    auto branch = std::next(states_.begin(), static_cast<long>(rng_() % states_.size()))->first;
    if (states_.size() < 4 && rng_() % 40 == 0) {
      auto const now = states_[branch].rbegin()->second;
      branch = db->create_branch("b" + std::to_string(states_.size()), branch).id;
      states_[branch][db->last_commit()] = now;
    }
    texts rows = states_[branch].rbegin()->second;
    transaction tx(db, branch);
    std::size_t const changes = rng_() % 10 == 0 ? 20 : 1 + rng_() % 3;
    for (std::size_t i = 0; i != changes; ++i) change(tx, rows, changes == 20);
    if (auto const done = tx.commit()) states_[branch][done->at] = rows;
  }
  void check(engine& db, scn oldest) const {
    for (auto const& [branch, states] : states_) {
      for (auto const& [at, rows] : states) {
        if (at < oldest) continue;
        INFO("branch " << raw(branch) << " AS OF SCN " << raw(at));
        REQUIRE((all_texts(db, db.as_of(branch, at), table_) == rows));
      }
      REQUIRE((all_texts(db, db.head(branch), table_) == states.rbegin()->second));
    }
    db.check();
  }

 private:
  std::string text() {
    constexpr std::size_t lengths[] = {3, 256, 257, 400, 5000, 20'000};
    return text_of(lengths[rng_() % std::size(lengths)], static_cast<unsigned>(rng_() % 50));
  }
  void change(transaction& tx, texts& rows, bool put_only) {
    auto const key = static_cast<std::int64_t>(rng_() % 60);
    auto const found = rows.find(key);
    if (found == rows.end() || put_only || rng_() % 3 == 0) {
      rows[key] = {static_cast<std::int64_t>(rng_() % 1000), text(), text()};
      put_texts(tx, table_, key, rows[key]);
    } else if (rng_() % 3 == 0) {
      tx.erase(table_, key, tx.read(table_).find(key)->image());
      rows.erase(key);
    } else {
      found->second.number = static_cast<std::int64_t>(rng_() % 1000);
      set_texts_number(tx, table_, key, found->second.number);
    }
  }

  std::mt19937 rng_;
  tree_id table_{};
  std::map<branch_id, std::map<scn, texts>> states_;
};

}  // namespace

TEST_CASE("after VACUUM every state that is kept has its long values") {
  unsigned const seed = test::new_seed();
  enum class keeping { everything, since, newest };
  for (keeping const k : {keeping::everything, keeping::since, keeping::newest}) {
    INFO("seed " << seed << ", keeping " << static_cast<int>(k));
    storage::memory_vfs world;
    texts_model model(seed);
    auto db = engine::open(world, "v.helios", small_leaves());
    model.make(db);
    scn oldest{};
    for (int round = 0; round != 3; ++round) {
      INFO("round " << round);
      for (int i = 0; i != 80; ++i) model.step(db);
      model.check(*db, oldest);
      vacuum_options options;
      if (k == keeping::since) {
        oldest = std::max(oldest, scn{raw(db->last_commit()) - 40});
        options.keep = oldest;
      } else if (k == keeping::newest) {
        oldest = db->last_commit();
        options.keep = vacuum_options::newest_alone{};
      }
      db->vacuum(options);
      model.check(*db, oldest);
      if (round == 1) continue;
      db.reset();
      db = engine::open(world, "v.helios", small_leaves());
      model.check(*db, oldest);
    }
  }
}

TEST_CASE("VACUUM writes a long value once, whoever shares it") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios", small_leaves());
  tree_id const t = make_texts(db);
  texts expected;
  {
    transaction tx(db, main_branch);
    for (int key = 0; key != 4; ++key) {
      expected[key] = {key, text_of(2 * mib + 9, static_cast<unsigned>(key)), text_of(9000, 1)};
      put_texts(tx, t, key, expected[key]);
    }
    tx.commit();
  }
  std::vector<branch_id> branches{main_branch};
  for (char const* name : {"a", "b", "c"})
    branches.push_back(db->create_branch(name, main_branch).id);
  for (int i = 0; i != 20; ++i) {
    for (branch_id const b : branches) {
      transaction tx(db, b);
      for (int key = 0; key != 4; ++key) set_texts_number(tx, t, key, i);
      tx.commit();
    }
  }
  for (auto& [key, row] : expected) row.number = 19;
  constexpr std::uint64_t values = 4 * (2 * mib + 9 + 9000);
  for (int round = 0; round != 2; ++round) {
    db->vacuum();
    CHECK(db->report().file_bytes < values + mib / 4);
    for (branch_id const b : branches) CHECK((all_texts(*db, db->head(b), t) == expected));
  }
}

TEST_CASE("what VACUUM drops of long values is gone from the file") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios", small_leaves());
  tree_id const t = make_texts(db);
  for (unsigned i = 0; i != 5; ++i) {
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, {1, text_of(mib, i), ""});
    tx.commit();
    transaction gone(db, main_branch);
    put_texts(gone, t, 2, {1, text_of(2 * mib, i), ""});
    gone.rollback();
  }
  CHECK(db->report().file_bytes > 15 * mib);
  db->vacuum();
  CHECK(db->report().file_bytes < 5 * mib + mib / 2);
  db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
  // The newest value, and perhaps the one before it: a leaf's base keeps what its delta covers.
  CHECK(db->report().file_bytes < 2 * mib + mib / 2);
  CHECK((all_texts(*db, db->head(main_branch), t) == texts{{1, {1, text_of(mib, 4), ""}}}));
}

TEST_CASE("an erased row's values are among its versions after VACUUM") {
  storage::memory_vfs world;
  auto db = engine::open(world, "v.helios", small_leaves());
  tree_id const t = make_texts(db);
  texts_row const row{1, text_of(3000, 1), text_of(300, 2)};
  scn const from = db->last_commit();
  {
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, row);
    tx.commit();
  }
  {
    transaction tx(db, main_branch);
    tx.erase(t, 1, tx.read(t).find(1)->image());
    tx.commit();
  }
  db->vacuum();
  storage::shape const form = texts_shape();
  auto const versions = history::versions_between(*db, main_branch, t, from, db->last_commit());
  REQUIRE(versions.size() == 2);
  CHECK(versions[1].operation == 'D');
  for (history::row_version const& v : versions)
    CHECK((read_texts(storage::row_view(form, v.image, db->space().pages())) == row));
}

TEST_CASE("a transaction that began before VACUUM takes its values along when it commits") {
  for (bool const others : {false, true}) {
    INFO("others commit meanwhile: " << others);
    storage::memory_vfs world;
    auto db = engine::open(world, "v.helios", small_leaves());
    tree_id const t = make_texts(db);
    texts expected{{1, {1, text_of(3000, 1), text_of(2 * mib, 2)}}, {2, {2, text_of(4000, 3), ""}}};
    {
      transaction tx(db, main_branch);
      for (auto const& [key, row] : expected) put_texts(tx, t, key, row);
      tx.commit();
    }
    transaction tx(db, main_branch);
    expected[1].number = 7;
    set_texts_number(tx, t, 1, 7);
    expected[3] = {3, text_of(5000, 4), text_of(mib + 1, 5)};
    put_texts(tx, t, 3, expected[3]);
    CHECK((read_texts(*tx.read(t).find(3)) == expected[3]));  // written to the old file
    expected[4] = {4, text_of(6000, 6), ""};
    put_texts(tx, t, 4, expected[4]);  // not written yet
    db->vacuum({.keep = vacuum_options::newest_alone{}, .progress = {}});
    if (others) {
      transaction other(db, main_branch);
      expected[9] = {9, text_of(700, 9), ""};
      put_texts(other, t, 9, expected[9]);
      other.commit();
    }
    CHECK((read_texts(*tx.read(t).find(1)) == expected[1]));
    expected[5] = {5, text_of(7000, 8), ""};
    put_texts(tx, t, 5, expected[5]);
    CHECK((read_texts(*tx.read(t).find(5)) == expected[5]));
    CHECK((read_texts(*tx.read(t).find(4)) == expected[4]));
    tx.commit();
    CHECK((all_texts(*db, db->head(main_branch), t) == expected));
    db.reset();
    db = engine::open(world, "v.helios", small_leaves());
    CHECK((all_texts(*db, db->head(main_branch), t) == expected));
    db->check();
  }
}

TEST_CASE("the file that VACUUM makes has the old one's permissions and place") {
  test::temporary_folder const folder;
  storage::posix_vfs world;
  std::string const file = folder.path() + "v.helios", link = folder.path() + "link.helios";
  static_cast<void>(engine::open(world, file, small_leaves()));
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  REQUIRE(::symlink("v.helios", link.c_str()) == 0);
  auto const db = engine::open(world, link, small_leaves());
  tree_id const t = make_texts(db);
  transaction tx(db, main_branch);
  put_texts(tx, t, 1, {1, text_of(900, 1), ""});
  tx.commit();
  auto const before = world.identify(file);
  db->vacuum();
  CHECK(world.identify(file) != before);
  CHECK(world.identify(file) == world.identify(link));
  struct ::stat status {};
  REQUIRE(::lstat(link.c_str(), &status) == 0);
  CHECK(S_ISLNK(status.st_mode));
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(all_texts(*db, db->head(main_branch), t).size() == 1);
}
