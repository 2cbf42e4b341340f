// Each case is a scenario that breaks a design without the rule it tests; the numbers are those of
// the design review.
//
// Long      one test per scenario
#include <helios/history/engine.hpp>

#include <tests/support/numbers_table.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/history/merge.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>
#include <helios/storage/testing/faulty_vfs.hpp>
#include <helios/storage/testing/forgetful_vfs.hpp>
#include <helios/storage/testing/slow_vfs.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <future>
#include <thread>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;
using storage::testing::forgetful_vfs;
using storage::testing::slow_vfs;
using storage::testing::survivors;
using namespace std::chrono_literals;

namespace {

using numbers = std::map<std::int64_t, std::int64_t>;

numbers rows_of(std::shared_ptr<engine> const& db, tree_id t, branch_id b = main_branch) {
  return all_numbers(*db, db->head(b), t);
}
numbers rows_at(std::shared_ptr<engine> const& db, tree_id t, branch_id b, scn at) {
  return all_numbers(*db, db->as_of(b, at), t);
}
std::string commit_state(transaction& t) {
  return test::state_of([&] { return t.commit(); });
}

engine_options tiny() {
  engine_options o;
  o.limits = {4, 400, 2, 25, 4};
  return o;
}

struct opened {
  storage::memory_vfs world;
  std::shared_ptr<engine> db = engine::open(world, "r.helios", tiny());
  tree_id t = make_numbers(db);
  void reopen() {
    db.reset();
    db = engine::open(world, "r.helios", tiny());
  }
};

}  // namespace

TEST_CASE("review A1: savepoints, failed statements and open ranges keep their rows") {
  opened o;
  for (int i = 0; i != 40; ++i) set_number(o.db, main_branch, o.t, i, 0);
  transaction t(o.db, main_branch);
  put_number(t, o.t, 1, 1);
  auto const s = t.save();
  storage::tree const seen = t.read(o.t);  // an open range
  storage::cursor range(seen);
  REQUIRE(range.next());
  for (int i = 0; i != 40; ++i) put_number(t, o.t, i, 2);
  for (int i = 40; i != 80; ++i) put_number(t, o.t, i, 2);
  CHECK(read_number(t.read(o.t), 1) == 2);
  CHECK(read_number(seen, 1) == 1);
  int left = 1;
  while (range.next()) ++left;
  CHECK(left == 40);
  t.rollback_to(s);
  CHECK(read_number(t.read(o.t), 1) == 1);
  CHECK(read_number(t.read(o.t), 2) == 0);
  CHECK_FALSE(read_number(t.read(o.t), 60));
  put_number(t, o.t, 3, 3);
  t.rollback_to(s);
  t.commit();
  numbers const rows = rows_of(o.db, o.t);
  CHECK(rows.size() == 40);
  CHECK(rows.at(1) == 1);
  CHECK(rows.at(3) == 0);
}

TEST_CASE("review A2: two commits to one row from one head while a sync lasts: one loses") {
  storage::memory_vfs memory;
  slow_vfs world(memory);
  auto const db = engine::open(world, "r.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 10);
  transaction first(db, main_branch);
  transaction second(db, main_branch);
  put_number(first, t, 1, 11);
  put_number(second, t, 1, 12);
  static_cast<void>(first.id());
  static_cast<void>(second.id());
  world.set_delay(100ms);
  auto running = std::async(std::launch::async, [&] { return commit_state(first); });
  std::this_thread::sleep_for(30ms);
  CHECK(commit_state(second) == "40001");
  CHECK(running.get() == "");
  CHECK(rows_of(db, t).at(1) == 11);
}

TEST_CASE("review A2: a failed sync takes back every commit that grew from what was in flight") {
  storage::memory_vfs memory;
  storage::testing::fault_plan plan;
  storage::testing::faulty_vfs faulty(memory, plan);
  slow_vfs world(faulty);
  auto const db = engine::open(world, "r.helios");
  tree_id const t = make_numbers(db);
  auto const before = set_number(db, main_branch, t, 1, 1);
  std::vector<std::unique_ptr<transaction>> all;
  for (int i = 0; i != 6; ++i) {
    all.push_back(std::make_unique<transaction>(db, main_branch));
    put_number(*all.back(), t, 10 + i, i);
    static_cast<void>(all.back()->id());
  }
  world.set_delay(30ms);
  plan.arm({.kind = storage::testing::operation::sync, .for_ever = true});
  std::vector<std::future<std::string>> running;
  for (auto& each : all) {
    running.push_back(std::async(std::launch::async, [&each] { return commit_state(*each); }));
  }
  for (auto& r : running) CHECK(r.get() == "58030");
  CHECK(rows_of(db, t) == numbers{{1, 1}});
  CHECK(db->last_commit() == before.at);
}

TEST_CASE("review A3: frames behind a torn one stay dead") {
  forgetful_vfs disk;
  engine_options options = tiny();
  options.durability = durability::off;
  auto db = engine::open(disk, "r.helios", options);
  tree_id const t = make_numbers(db);
  db->checkpoint();
  // Frames of one length. Of several unsynced ones any may be lost, and later ones left.
  for (int i = 0; i != 12; ++i) set_number(db, main_branch, t, i, 1000);
  for (std::uint64_t seed = 0; seed != 60; ++seed) {
    INFO("seed " << seed);
    auto const left = disk.crashed_copy(survivors::random, seed);
    numbers rows;
    {
      auto const again = engine::open(*left, "r.helios", options);
      rows = rows_of(again, t);
      for (int i = 0; i != 3; ++i) {
        set_number(again, main_branch, t, 100 + i, 2000);
        rows[100 + i] = 2000;
        again->file().sync();
      }
      left->crash(survivors::everything);
    }
    auto const third = engine::open(*left, "r.helios", options);
    CHECK(rows_of(third, t) == rows);
  }
}

TEST_CASE("review A4: a rotten frame before later commits is damage, not the end of the log") {
  storage::memory_vfs world;
  tree_id t{};
  std::uint64_t offset = 0;
  {
    forgetful_vfs disk;
    auto db = engine::open(disk, "r.helios");
    t = make_numbers(db);
    for (int i = 0; i != 50; ++i) {
      auto const done = set_number(db, main_branch, t, i, i);
      if (i == 5) offset = db->commit_at_or_before(done.at)->frame;
    }
    auto const left = disk.crashed_copy(survivors::everything);
    auto const f = left->open("r.helios", storage::open_mode::read_write);
    std::array<std::byte, 1> one{};
    REQUIRE(f->read(offset + storage::frame_header_bytes + 40, one) == 1);
    one[0] ^= std::byte{1};
    f->write(offset + storage::frame_header_bytes + 40, one);
    f->sync();
    CHECK(test::state_of([&] { return engine::open(*left, "r.helios"); }) == "XX001");
  }
}

TEST_CASE(
    "review A5: what a failed sync left in the page cache is written again before it counts") {
  forgetful_vfs disk;
  auto db = engine::open(disk, "r.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  disk.fail_sync();
  CHECK(test::state_of([&] { return set_number(db, main_branch, t, 2, 2); }) == "58030");
  db.reset();
  // The cache still shows the frame: recovery takes it, so it must make it durable.
  db = engine::open(disk, "r.helios");
  numbers rows = rows_of(db, t);
  set_number(db, main_branch, t, 3, 3);
  rows[3] = 3;
  auto const left = disk.crashed_copy(survivors::nothing);
  auto const reopened = engine::open(*left, "r.helios");
  CHECK(rows_of(reopened, t) == rows);
}

TEST_CASE("review A7: replay changes an index without asking what its expression is") {
  opened o;
  tree_id const index{o.db->next_id(engine::counter_objects)};
  scn at{};
  {
    transaction t(o.db, main_branch);
    t.create(index, {storage::key_kind::bytes, {}});
    put_number(t, o.t, 7, 1);
    t.put(index, std::string_view("A7"), {});
    t.commit();
    transaction u(o.db, main_branch);
    put_number(u, o.t, 7, 2);
    u.erase(index, std::string_view("A7"), {});
    u.put(index, std::string_view("B7"), {});
    at = u.commit()->at;
  }
  scn const before{raw(at) - 1};
  for (int i = 0; i != 2; ++i) {
    auto const now = storage::open_tree(o.db->head(main_branch)->root(), index, o.db->space());
    CHECK(now->rows() == 1);
    CHECK(now->find(std::string_view("B7")));
    auto const past = o.db->as_of(main_branch, before);
    auto const then = storage::open_tree(past->root(), index, o.db->space());
    CHECK(then->find(std::string_view("A7")));
    o.reopen();
  }
}

TEST_CASE("review A8: a writer loses to a change of the table that it wrote, and vice versa") {
  opened o;
  set_number(o.db, main_branch, o.t, 1, 1);
  storage::shape const wider(
      storage::key_kind::int64,
      {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::int64}}, [] {
        storage::shape const plain(
            storage::key_kind::int64,
            {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::int64}});
        storage::row_builder b(plain);
        b.add_null();
        b.add_null();
        return bytes(b.image().begin(), b.image().end());
      }());
  transaction writer(o.db, main_branch);
  put_number(writer, o.t, 2, 2);
  transaction changer(o.db, main_branch);
  changer.reshape(o.t, wider);
  transaction dropper(o.db, main_branch);
  dropper.drop(o.t);
  CHECK(commit_state(changer) == "");
  CHECK(commit_state(writer) == "40001");
  CHECK(commit_state(dropper) == "40001");
  transaction reader(o.db, main_branch);
  CHECK(reader.read(o.t).rows() == 1);
}

TEST_CASE("review A9: a parent that a new child relies on cannot go, in either order") {
  opened o;
  tree_id const children = make_numbers(o.db);
  for (bool const child_first : {true, false}) {
    INFO("child first: " << child_first);
    set_number(o.db, main_branch, o.t, 5, 0);
    transaction deletes(o.db, main_branch);
    erase_number(deletes, o.t, 5);
    deletes.check_with([&](storage::draft& merged) {
      storage::cursor c(merged.open(children));
      while (c.next()) {
        if (c.row().at(0).as<std::int64_t>() == 5) {
          throw error(errc::serialization_failure, "a child has come");
        }
      }
    });
    transaction inserts(o.db, main_branch);
    put_number(inserts, children, 1, 5);
    inserts.rely_on(o.t, std::int64_t{5});
    CHECK(commit_state(child_first ? inserts : deletes) == "");
    CHECK(commit_state(child_first ? deletes : inserts) == "40001");
    if (child_first) {
      transaction clear(o.db, main_branch);
      erase_number(clear, children, 1);
      clear.commit();
    }
  }
}

TEST_CASE(
    "review A9: two transactions that each rely on what the other writes do not both commit") {
  opened o;
  set_number(o.db, main_branch, o.t, 1, 1);
  set_number(o.db, main_branch, o.t, 2, 1);
  transaction a(o.db, main_branch);
  transaction b(o.db, main_branch);
  a.rely_on(o.t, std::int64_t{1});
  put_number(a, o.t, 2, 0);
  b.rely_on(o.t, std::int64_t{2});
  put_number(b, o.t, 1, 0);
  CHECK(commit_state(a) == "");
  CHECK(commit_state(b) == "40001");
}

TEST_CASE("review A10: branches, old snapshots and dropped parents keep the nodes they read") {
  opened o;
  for (int i = 0; i != 60; ++i) set_number(o.db, main_branch, o.t, i, i);
  numbers const forked = rows_of(o.db, o.t);
  auto const dev = o.db->create_branch("dev", main_branch);
  for (int i = 0; i != 60; i += 2) set_number(o.db, dev.id, o.t, i, -1);  // dead on dev, live here
  CHECK(rows_of(o.db, o.t) == forked);
  auto const dev_rows = rows_of(o.db, o.t, dev.id);

  auto const merged = history::merge(o.db, dev.id, main_branch);
  CHECK(merged.commit);
  auto const grandchild = o.db->create_branch("grandchild", dev.id);
  o.db->drop_branch(dev.id);
  for (int i = 0; i != 60; ++i) set_number(o.db, main_branch, o.t, 100 + i, i);
  for (int i = 1; i != 61; i += 2) set_number(o.db, grandchild.id, o.t, i, -2);
  numbers expected = dev_rows;
  for (int i = 1; i != 61; i += 2) expected[i] = -2;
  CHECK(rows_of(o.db, o.t, grandchild.id) == expected);

  // A branch from a commit that is only in the log by now.
  auto const late = o.db->create_branch("late", main_branch, dev.forked_at);
  CHECK(rows_of(o.db, o.t, late.id) == forked);
  o.db->checkpoint();
  o.db->drop_caches();
  set_number(o.db, late.id, o.t, 0, 99);
  CHECK(rows_of(o.db, o.t, late.id).at(0) == 99);
  CHECK(rows_at(o.db, o.t, main_branch, dev.forked_at) == forked);
  o.db->check();
  o.reopen();
  CHECK(rows_of(o.db, o.t, grandchild.id) == expected);
  o.db->check();
}

TEST_CASE("review A11: after a checkpoint the rows are in the file and not in memory") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "r.helios");
  tree_id const t = make_numbers(db);
  std::uint64_t most = 0;
  for (int round = 0; round != 12; ++round) {
    transaction tx(db, main_branch);
    for (int i = 0; i != 5000; ++i) put_number(tx, t, (i * 7919 + round) % 20'000, round);
    tx.commit();
    db->checkpoint();
    if (round == 3) most = db->space().pool().used();
  }
  CHECK(db->space().pool().used() <= most + most / 4);
  CHECK(db->space().pool().used() < 400'000);
}

TEST_CASE("review A12: ids are never handed out twice, and nobody loses a commit over one") {
  forgetful_vfs disk;
  auto db = engine::open(disk, "r.helios");
  std::set<std::uint64_t> seen;
  auto const take = [&] {
    for (int i = 0; i != 700; ++i) REQUIRE(seen.insert(db->next_id(2000)).second);
  };
  take();
  tree_id const t = make_numbers(db);
  {
    transaction a(db, main_branch);
    transaction b(db, main_branch);
    put_number(a, t, static_cast<std::int64_t>(db->next_id(3000)), 0);
    put_number(b, t, static_cast<std::int64_t>(db->next_id(3000)), 0);
    CHECK(commit_state(a) == "");
    CHECK(commit_state(b) == "");
  }
  auto const dev = db->create_branch("dev", main_branch);
  CHECK(db->next_id(3000) == 3);
  take();
  db.reset();
  db = engine::open(disk, "r.helios");
  CHECK(db->next_id(3000) == 4);  // an orderly end leaves no gap
  take();
  db.reset();
  disk.crash(survivors::nothing);
  db = engine::open(disk, "r.helios");
  take();
}

TEST_CASE("review A14: merging twice sees only what came after the first merge") {
  opened o;
  for (int i = 0; i != 4; ++i) set_number(o.db, main_branch, o.t, i, 0);
  auto const dev = o.db->create_branch("dev", main_branch);
  set_number(o.db, dev.id, o.t, 1, 10);
  set_number(o.db, dev.id, o.t, 2, 10);
  CHECK(history::merge(o.db, dev.id, main_branch).conflicts.empty());
  set_number(o.db, main_branch, o.t, 1, 20);
  {
    transaction t(o.db, main_branch);
    erase_number(t, o.t, 2);
    t.commit();
  }
  set_number(o.db, dev.id, o.t, 3, 10);
  for (int round = 0; round != 2; ++round) {
    auto const again = history::merge(o.db, dev.id, main_branch);
    CHECK(again.conflicts.empty());
    CHECK(again.commit.has_value() == (round == 0));
    CHECK(rows_of(o.db, o.t) == numbers{{0, 0}, {1, 20}, {3, 10}});
    o.reopen();
  }
}

TEST_CASE("review A16: resolving a time closes it, also against a commit that awaits its sync") {
  storage::memory_vfs memory;
  slow_vfs world(memory);
  auto const db = engine::open(world, "r.helios");
  tree_id const t = make_numbers(db);
  set_number(db, main_branch, t, 1, 1);
  transaction slow(db, main_branch);
  put_number(slow, t, 1, 2);
  static_cast<void>(slow.id());
  world.set_delay(100ms);
  auto running = std::async(std::launch::async, [&] { return slow.commit(); });
  std::this_thread::sleep_for(30ms);
  microseconds const asked = world.now();
  scn const then = db->at_time(asked);
  auto const done = running.get();
  CHECK(db->at_time(asked) == then);
  CHECK(done->time <= asked);
  CHECK(then == done->at);
  world.set_delay(0ms);
  auto const later = set_number(db, main_branch, t, 1, 3);
  CHECK(later.time > asked);
  CHECK(db->at_time(asked) == then);
  CHECK(test::state_of([&] { return db->at_time(microseconds{raw(world.now()) + 60'000'000}); }) ==
        "22023");
  CHECK(test::state_of([&] { return db->as_of(main_branch, scn{raw(later.at) + 1}); }) == "22023");
}

TEST_CASE("review A16: numbers of commits that a power loss took are not given to others") {
  forgetful_vfs disk;
  engine_options options = tiny();
  options.durability = durability::off;
  scn highest{};
  for (int round = 0; round != 4; ++round) {
    INFO("round " << round);
    auto db = engine::open(disk, "r.helios", options);
    tree_id const t = make_numbers(db);
    auto const first = set_number(db, main_branch, t, 1, 1);
    CHECK(first.at > highest);
    for (int i = 0; i != 5; ++i) highest = set_number(db, main_branch, t, i, i).at;
    if (round == 2) {
      db.reset();
    } else {
      disk.crash(survivors::nothing);
    }
  }
}

TEST_CASE("review A17: the past of a branch is its parent's before the fork, dropped or not") {
  opened o;
  for (int i = 0; i != 8; ++i) set_number(o.db, main_branch, o.t, i, i);
  scn const before_fork{raw(o.db->last_commit()) - 3};
  numbers const early = rows_at(o.db, o.t, main_branch, before_fork);
  auto const dev = o.db->create_branch("dev", main_branch);
  auto const on_dev = set_number(o.db, dev.id, o.t, 50, 50);
  numbers const dev_rows = rows_of(o.db, o.t, dev.id);
  auto const child = o.db->create_branch("child", dev.id);
  o.db->drop_branch(dev.id);
  o.db->checkpoint();
  set_number(o.db, child.id, o.t, 51, 51);
  for (int round = 0; round != 2; ++round) {
    INFO("round " << round);
    CHECK(rows_at(o.db, o.t, child.id, before_fork) == early);
    CHECK(rows_at(o.db, o.t, child.id, on_dev.at) == dev_rows);
    CHECK(rows_at(o.db, o.t, child.id, dev.forked_at).size() == 8);
    o.reopen();
  }
}

TEST_CASE("review A17: main may be dropped and another branch renamed; its past stays") {
  opened o;
  auto const first = set_number(o.db, main_branch, o.t, 1, 1);
  set_number(o.db, main_branch, o.t, 2, 2);
  auto const dev = o.db->create_branch("dev", main_branch);
  auto const on_dev = set_number(o.db, dev.id, o.t, 3, 3);
  CHECK(test::state_of([&] { return (o.db->rename_branch(dev.id, "main"), 0); }) == "42710");
  o.db->drop_branch(main_branch);
  o.db->rename_branch(dev.id, "main");
  CHECK(test::state_of([&] { return (o.db->drop_branch(dev.id), 0); }) == "55006");
  for (int round = 0; round != 3; ++round) {
    INFO("round " << round);
    CHECK(o.db->find_branch("main").id == dev.id);
    CHECK(rows_at(o.db, o.t, dev.id, first.at) == numbers{{1, 1}});
    CHECK(rows_at(o.db, o.t, dev.id, on_dev.at) == numbers{{1, 1}, {2, 2}, {3, 3}});
    if (round == 0) o.db->checkpoint();
    o.reopen();
  }
}

TEST_CASE("review A20: a torn anchor costs nothing, two torn anchors are said to be damage") {
  for (int torn = 1; torn != 4; ++torn) {
    INFO("anchors torn: " << torn);
    storage::memory_vfs world;
    tree_id t{};
    {
      auto const db = engine::open(world, "r.helios", tiny());
      t = make_numbers(db);
      for (int i = 0; i != 20; ++i) set_number(db, main_branch, t, i, i);
    }
    {
      auto const f = world.open("r.helios", storage::open_mode::read_write);
      std::array<std::byte, 64> const noise{std::byte{0x5a}};
      for (unsigned slot = 0; slot != 2; ++slot) {
        if ((torn >> slot & 1) != 0) f->write(storage::anchor_offsets[slot] + 16, noise);
      }
    }
    std::shared_ptr<engine> db;
    std::string const state =
        test::state_of([&] { return db = engine::open(world, "r.helios", tiny()); });
    if (torn == 3) {
      CHECK(state == "XX001");
    } else {
      CHECK(state == "");
      CHECK(rows_of(db, t).size() == 20);
    }
  }
}

TEST_CASE("review A22: a transaction on one branch is not seen on another") {
  opened o;
  auto const dev = o.db->create_branch("dev", main_branch);
  set_number(o.db, dev.id, o.t, 1, 1);
  CHECK(rows_of(o.db, o.t).empty());
  CHECK(rows_of(o.db, o.t, dev.id) == numbers{{1, 1}});
}

TEST_CASE("review A26: all is the same with eight pages that are poisoned when they go") {
  storage::memory_vfs world;
  engine_options options = tiny();
  options.pages.buffered = true;
  options.pages.cache.max_pages = 8;
  options.pages.cache.poison = true;
  numbers expected;
  auto db = engine::open(world, "r.helios", options);
  tree_id const t = make_numbers(db);
  std::vector<std::pair<scn, numbers>> past;
  for (int i = 0; i != 300; ++i) {
    auto const k = static_cast<std::int64_t>(i * 37 % 101);
    expected[k] = i;
    scn const at = set_number(db, main_branch, t, k, i).at;
    if (i % 50 == 0) past.emplace_back(at, expected);
    if (i % 40 == 0) db->checkpoint();
  }
  CHECK(rows_of(db, t) == expected);
  db.reset();
  db = engine::open(world, "r.helios", options);
  CHECK(rows_of(db, t) == expected);
  for (auto const& [at, rows] : past) CHECK(rows_at(db, t, main_branch, at) == rows);
  db->check();
}
