#include <helios/history/history.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace helios;
using namespace helios::history;

namespace {

storage::shape const& form() {
  static storage::shape const f(storage::key_kind::int64, {{column_id{1}, physical_type::int64},
                                                           {column_id{2}, physical_type::bytes}});
  return f;
}
bytes image(std::int64_t n, std::string_view text) {
  storage::row_builder b(form());
  b.add_value(n).add(storage::cell_of(text));
  return {b.image().begin(), b.image().end()};
}
std::int64_t number_at(engine& db, version_ptr const& v, tree_id t, std::int64_t key) {
  auto const tree = storage::open_tree(v->root(), t, db.space());
  if (!tree) return -2;
  auto const row = tree->find(key);
  return row ? row->at(0).as<std::int64_t>() : -1;
}
std::uint64_t rows_of(engine& db, version_ptr const& v, tree_id t) {
  auto const tree = storage::open_tree(v->root(), t, db.space());
  return tree ? tree->rows() : 0;
}

struct opened {
  storage::memory_vfs world;
  std::shared_ptr<engine> db;
  tree_id table{};

  explicit opened(engine_options const& options = {}) {
    db = engine::open(world, "t.helios", options);
    table = tree_id{db->next_id(engine::counter_objects)};
    transaction tx(db, main_branch);
    tx.create(table, form());
    REQUIRE(tx.commit());
  }
  scn put(std::int64_t key, std::int64_t n) {
    transaction tx(db, main_branch);
    tx.put(table, key, image(n, "x"));
    return tx.commit()->at;
  }
};

template <class F>
std::string code_of(F&& f) {
  try {
    f();
  } catch (error const& e) {
    return std::string(e.sqlstate());
  }
  return "none";
}

}  // namespace

TEST_CASE("a transaction sees its changes, others see them after the commit", "[engine]") {
  opened o;
  transaction tx(o.db, main_branch);
  tx.put(o.table, 1, image(10, "ten"));
  REQUIRE(tx.read(o.table).find(1)->at(0).as<std::int64_t>() == 10);
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 1) == -1);
  scn const at = tx.commit()->at;
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 1) == 10);
  REQUIRE(o.db->last_commit() == at);
  REQUIRE(code_of([&] { tx.put(o.table, 2, image(1, "")); }) == "25P02");
}

TEST_CASE("a transaction that is destroyed leaves no trace", "[engine]") {
  opened o;
  scn const before = o.db->last_commit();
  {
    transaction tx(o.db, main_branch);
    tx.put(o.table, 1, image(10, "ten"));
    static_cast<void>(tx.read(o.table));
  }
  REQUIRE(rows_of(*o.db, o.db->head(main_branch), o.table) == 0);
  REQUIRE(o.db->last_commit() == before);
}

TEST_CASE("going back to a savepoint restores rows that the transaction itself had written",
          "[engine]") {
  opened o;
  transaction tx(o.db, main_branch);
  tx.put(o.table, 1, image(1, "first"));
  transaction::savepoint const s = tx.save();
  storage::tree const then = tx.read(o.table);
  tx.put(o.table, 1, image(2, "second"));
  tx.put(o.table, 2, image(3, "third"));
  REQUIRE(tx.read(o.table).rows() == 2);
  REQUIRE(then.find(1)->at(0).as<std::int64_t>() == 1);  // a root read before stays what it was
  tx.rollback_to(s);
  REQUIRE(tx.read(o.table).rows() == 1);
  REQUIRE(tx.read(o.table).find(1)->at(0).as<std::int64_t>() == 1);
  tx.put(o.table, 3, image(4, "after"));
  REQUIRE(tx.commit());
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 1) == 1);
  REQUIRE(rows_of(*o.db, o.db->head(main_branch), o.table) == 2);
}

TEST_CASE("the first committer wins", "[engine]") {
  opened o;
  o.put(1, 1);
  o.put(2, 2);
  transaction a(o.db, main_branch);
  transaction b(o.db, main_branch);
  transaction c(o.db, main_branch);
  a.put(o.table, 1, image(10, "a"));
  b.put(o.table, 1, image(20, "b"));
  c.put(o.table, 2, image(30, "c"));
  REQUIRE(a.commit());
  REQUIRE(code_of([&] { b.commit(); }) == "40001");
  REQUIRE(c.commit());  // another row
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 1) == 10);

  transaction reader(o.db, main_branch);
  reader.rely_on(o.table, 1);
  reader.put(o.table, 9, image(9, "r"));
  o.put(1, 11);
  REQUIRE(code_of([&] { reader.commit(); }) == "40001");  // what it relied on was written
}

TEST_CASE("a change of a table's shape refuses writers that had the old one", "[engine]") {
  opened o;
  transaction writer(o.db, main_branch);
  writer.put(o.table, 1, image(1, "old shape"));
  transaction ddl(o.db, main_branch);
  auto columns = form().columns();
  columns.push_back({column_id{3}, physical_type::int32});
  ddl.reshape(o.table, storage::shape(storage::key_kind::int64, columns));
  REQUIRE(ddl.commit());
  REQUIRE(code_of([&] { writer.commit(); }) == "40001");
}

TEST_CASE("review A6: a bulk load logs leaves: it reads, replays and time-travels like rows",
          "[engine]") {
  engine_options options;
  options.durability = durability::off;
  options.bulk_rows = 1000;
  opened o(options);
  scn const before = o.put(5, 5);
  std::uint64_t const bytes_before = o.db->report().file_bytes;
  scn loaded{};
  {
    transaction tx(o.db, main_branch);
    for (std::int64_t k = 0; k != 50'000; ++k) tx.put(o.table, k * 2, image(k, "0123456789abcdef"));
    loaded = tx.commit()->at;
  }
  std::uint64_t const bytes = o.db->report().file_bytes - bytes_before;
  std::uint64_t const raw_bytes = 50'000 * (8 + 8 + 16);
  CHECK(bytes < raw_bytes * 13 /
                    10);  // rows are logged once, as columns; 4 bytes of each are the text's end
  o.put(6, 66);
  auto const good = [&] {
    version_ptr const head = o.db->head(main_branch);
    REQUIRE(rows_of(*o.db, head, o.table) == 50'001);
    REQUIRE(number_at(*o.db, head, o.table, 5) == 5);
    REQUIRE(number_at(*o.db, head, o.table, 6) == 66);
    REQUIRE(number_at(*o.db, head, o.table, 99'998) == 49'999);
    REQUIRE(number_at(*o.db, o.db->as_of(main_branch, loaded), o.table, 6) == 3);
    REQUIRE(rows_of(*o.db, o.db->as_of(main_branch, before), o.table) == 1);
    o.db->check();
  };
  good();
  o.db->drop_caches();
  good();
  o.db.reset();
  o.db = engine::open(o.world, "t.helios", options);
  good();
}

TEST_CASE("review A6: a bulk load beside other writers falls back to what is right", "[engine]") {
  engine_options options;
  options.durability = durability::off;
  options.bulk_rows = 100;
  opened o(options);
  transaction load(o.db, main_branch);
  for (std::int64_t k = 0; k != 500; ++k) load.put(o.table, k, image(k, "load"));
  o.put(1000, 1);  // the tip moves, another key
  REQUIRE(load.commit());
  REQUIRE(rows_of(*o.db, o.db->head(main_branch), o.table) == 501);
  transaction loses(o.db, main_branch);
  for (std::int64_t k = 0; k != 500; ++k) loses.put(o.table, k, image(k, "again"));
  o.put(7, -7);
  REQUIRE(code_of([&] { loses.commit(); }) == "40001");
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 7) == -7);
}

TEST_CASE("review A15: VERSIONS BETWEEN tells every version alive in the range", "[engine]") {
  opened o;
  scn const a = o.put(1, 10);
  scn const b = o.put(1, 11);
  scn const c = o.put(2, 20);
  transaction tx(o.db, main_branch);
  tx.erase(o.table, 1, image(11, "x"));
  scn const d = tx.commit()->at;
  auto const all = versions_between(*o.db, main_branch, o.table, a, d);
  REQUIRE(all.size() == 4);  // key 1: 10, 11, erased; key 2: 20
  REQUIRE(!all[0].start);    // it was there at the start
  REQUIRE(all[0].end->at == b);
  REQUIRE(all[1].operation == 'U');
  REQUIRE(all[1].start->at == b);
  REQUIRE(all[1].end->at == d);
  REQUIRE(all[2].operation == 'D');
  REQUIRE(storage::row_view(form(), all[2].image).at(0).as<std::int64_t>() == 11);
  REQUIRE(all[3].operation == 'I');
  REQUIRE(all[3].start->at == c);
  REQUIRE(!all[3].end);
  REQUIRE(versions_between(*o.db, main_branch, o.table, b, c, storage::key_view(1)).size() == 1);
}

TEST_CASE("a branch goes back to an older commit without losing the newer ones", "[engine]") {
  opened o;
  scn const first = o.put(1, 1);
  o.put(2, 2);
  scn const last = o.put(1, 3);
  REQUIRE(reset(o.db, main_branch, first));
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 1) == 1);
  REQUIRE(number_at(*o.db, o.db->head(main_branch), o.table, 2) == -1);
  REQUIRE(number_at(*o.db, o.db->as_of(main_branch, last), o.table, 2) == 2);
}

TEST_CASE("commits are found by time and by transaction; the future is an error", "[engine]") {
  opened o;
  transaction tx(o.db, main_branch);
  tx.put(o.table, 1, image(1, "x"));
  transaction_id const id = tx.id();
  commit_result const done = *tx.commit();
  scn const later = o.put(1, 2);
  REQUIRE(o.db->at_time(done.time) == done.at);
  REQUIRE(o.db->at_transaction(id) == done.at);
  REQUIRE(code_of([&] { static_cast<void>(o.db->at_transaction(transaction_id{999'999})); }) ==
          "42704");
  REQUIRE(code_of([&] { static_cast<void>(o.db->as_of(main_branch, scn{raw(later) + 1})); }) ==
          "22023");
  microseconds const future{raw(o.world.now()) + 3'600'000'000};
  REQUIRE(code_of([&] { static_cast<void>(o.db->at_time(future)); }) == "22023");
}

TEST_CASE("names of branches and tags are taken once, and dropped branches are gone", "[engine]") {
  opened o;
  scn const at = o.put(1, 1);
  branch_id const dev = o.db->create_branch("dev", main_branch).id;
  REQUIRE(code_of([&] { o.db->create_branch("dev", main_branch); }) == "42710");
  o.db->rename_branch(dev, "trial");
  REQUIRE(code_of([&] { static_cast<void>(o.db->find_branch("dev")); }) == "42704");
  o.db->create_tag("release", main_branch);
  REQUIRE(code_of([&] { o.db->create_tag("release", main_branch); }) == "42710");
  REQUIRE(o.db->tags().front().at == at);
  o.db->drop_branch(dev);
  REQUIRE(code_of([&] { static_cast<void>(o.db->head(dev)); }) == "42704");
  o.db->drop_tag("release");
  REQUIRE(o.db->tags().empty());
  REQUIRE(code_of([&] { o.db->drop_branch(main_branch); }) == "55006");
}

TEST_CASE("ids are never handed out twice, also after re-open", "[engine]") {
  opened o;
  std::uint64_t last = 0;
  for (int i = 0; i != 5; ++i) {
    for (int n = 0; n != 300; ++n) {
      std::uint64_t const id = o.db->next_id(engine::first_free_counter);
      REQUIRE(id == last + 1);  // an orderly end leaves no gap either
      last = id;
    }
    o.db.reset();
    o.db = engine::open(o.world, "t.helios");
  }
}

TEST_CASE("review A21: a backup made while commits go on opens by itself, with its history",
          "[engine]") {
  opened o;
  scn const first = o.put(1, 1);
  o.db->checkpoint();
  o.put(1, 2);
  std::uint64_t seen = 0;
  o.db->backup("copy.helios", [&](std::uint64_t done, std::uint64_t all) {
    seen = done * 100 / all;
    o.put(1, 3);  // after the copy's end
    return true;
  });
  REQUIRE(seen == 100);
  auto const copy = engine::open(o.world, "copy.helios");
  REQUIRE(number_at(*copy, copy->head(main_branch), o.table, 1) == 2);
  REQUIRE(number_at(*copy, copy->as_of(main_branch, first), o.table, 1) == 1);
  copy->check();
  REQUIRE(code_of([&] {
            o.db->backup("stopped.helios", [](std::uint64_t, std::uint64_t) { return false; });
          }) == "57014");
  REQUIRE(!o.world.identify("stopped.helios"));
}

TEST_CASE("heap nodes go when nobody reads them, and their pages serve instead", "[engine]") {
  engine_options options;
  options.durability = durability::off;
  opened o(options);
  std::mt19937 rng(3);
  for (int i = 0; i != 20'000; ++i) o.put(static_cast<std::int64_t>(rng() % 20'000), i);
  std::uint64_t const before = o.db->report().heap_bytes;
  o.db->checkpoint();
  std::uint64_t const after = o.db->report().heap_bytes;
  REQUIRE(after * 20 < before);  // all but what the next commits will change is in the file
  version_ptr const old = o.db->head(main_branch);
  for (int i = 0; i != 2'000; ++i) o.put(static_cast<std::int64_t>(rng() % 20'000), -i);
  REQUIRE(rows_of(*o.db, old, o.table) <= 20'000);  // a snapshot from before reads on
  o.db->check();
}

TEST_CASE("memory stays near its limit however much is written", "[engine]") {
  engine_options options;
  options.durability = durability::off;
  options.memory_limit = 2 << 20;
  options.checkpoint_bytes = 4 << 20;
  opened o(options);
  std::mt19937 rng(9);
  std::string const text(200, 'x');
  std::uint64_t most = 0;
  for (int i = 0; i != 60'000; ++i) {
    transaction tx(o.db, main_branch);
    tx.put(o.table, static_cast<std::int64_t>(rng() % 50'000), image(i, text));
    REQUIRE(tx.commit());
    if (i % 1000 == 0) most = std::max(most, o.db->space().pool().used());
  }
  REQUIRE(rows_of(*o.db, o.db->head(main_branch), o.table) * (200 + 20) >
          6U << 20);  // more data than memory
  CHECK(most < 6U << 20);
}
