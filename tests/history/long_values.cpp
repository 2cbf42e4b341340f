// Values out of line, each property for itself; tests/laws/long_values.cpp has them all at once.
#include <helios/history/merge.hpp>

#include <tests/support/texts_table.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;

namespace {

engine_options unsynced() {
  engine_options o;
  o.durability = durability::off;
  return o;
}

bytes file_bytes(storage::vfs& world, std::string const& path) {
  auto const f = world.open(path, storage::open_mode::read_only);
  bytes all(static_cast<std::size_t>(f->size()));
  REQUIRE(f->read(0, all) == all.size());
  return all;
}

void write_file(storage::vfs& world, std::string const& path, byte_view all) {
  auto const f = world.open(path, storage::open_mode::create);
  f->reserve(all.size());
  f->write(0, all);
}

storage::value_ref reference_in(engine& db, tree_id t, std::int64_t key) {
  auto const in = db.head(main_branch);
  auto const found = storage::open_tree(in->root(), t, db.space())->find(key);
  return storage::reference_of(found->at(1));
}

}  // namespace

TEST_CASE("values of every length come back, in the transaction, after it, and after a re-open") {
  storage::memory_vfs world;
  texts expected;
  std::int64_t key = 0;
  for (std::size_t const n : {std::size_t{0}, std::size_t{256}, std::size_t{257}, std::size_t{9000},
                              std::size_t{40'000}, mib - 1, mib, mib + 1, 3 * mib + 5}) {
    expected[key] = {key, text_of(n, 'k'), text_of(n / 3, 'm')};
    ++key;
  }
  tree_id t{};
  {
    auto const db = engine::open(world, "l");
    t = make_texts(db);
    transaction tx(db, main_branch);
    for (auto const& [k, row] : expected) {
      put_texts(tx, t, k, row);
      CHECK(read_texts(*tx.read(t).find(k)) == row);
    }
    tx.commit();
    CHECK(all_texts(*db, db->head(main_branch), t) == expected);
    CHECK(db->report().live_bytes > 4 * mib);
    db->check();
  }
  for (bool const buffered : {false, true}) {
    engine_options o;
    o.pages.buffered = buffered;
    o.pages.cache.max_pages = 8;
    o.pages.cache.poison = true;
    auto const db = engine::open(world, "l", o);
    CHECK(all_texts(*db, db->head(main_branch), t) == expected);
    db->check();
  }
}

TEST_CASE("values that are put without a read between share frames") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "l");
  tree_id const t = make_texts(db);
  transaction tx(db, main_branch);
  for (int i = 0; i != 10; ++i) put_texts(tx, t, i, {i, text_of(1000, 'a'), ""});
  tx.commit();
  CHECK(reference_in(*db, t, 3).offset == reference_in(*db, t, 4).offset);
  CHECK(reference_in(*db, t, 3).begin + 1000 == reference_in(*db, t, 4).begin);
}

TEST_CASE("review A25: a change of another column keeps the value where it is, on branches too") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "l", unsynced());
  tree_id const t = make_texts(db);
  texts_row row{1, text_of(2 * mib, 'x'), text_of(300, 'y')};
  {
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, row);
    tx.commit();
  }
  storage::value_ref const before = reference_in(*db, t, 1);
  std::uint64_t const size = db->report().file_bytes;
  auto const dev = db->create_branch("dev", main_branch);
  for (branch_id const b : {main_branch, dev.id}) {
    transaction tx(db, b);
    set_texts_number(tx, t, 1, 2);
    tx.commit();
  }
  CHECK(reference_in(*db, t, 1) == before);
  CHECK(db->report().file_bytes < size + 4096);
  row.number = 2;
  CHECK(all_texts(*db, db->head(dev.id), t) == texts{{1, row}});
}

TEST_CASE("what is rolled back leaves no trace but bytes in the file") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "l");
  tree_id const t = make_texts(db);
  texts_row const kept{1, text_of(500, 'k'), ""};
  transaction tx(db, main_branch);
  put_texts(tx, t, 1, kept);
  auto const point = tx.save();
  put_texts(tx, t, 1, {2, text_of(600, 'z'), ""});
  put_texts(tx, t, 2, {2, text_of(2 * mib, 'z'), ""});
  tx.rollback_to(point);
  put_texts(tx, t, 3, kept);
  tx.commit();
  CHECK(all_texts(*db, db->head(main_branch), t) == texts{{1, kept}, {3, kept}});
  transaction gone(db, main_branch);
  put_texts(gone, t, 1, {2, text_of(600, 'z'), ""});
  gone.rollback();
  CHECK(all_texts(*db, db->head(main_branch), t) == texts{{1, kept}, {3, kept}});
}

TEST_CASE("the same text written on two branches is no conflict, another one is") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "l", unsynced());
  tree_id const t = make_texts(db);
  auto const put = [&](branch_id b, texts_row const& row) {
    transaction tx(db, b);
    put_texts(tx, t, 1, row);
    tx.commit();
  };
  put(main_branch, {1, text_of(1000, 'a'), text_of(1000, 'b')});
  auto const dev = db->create_branch("dev", main_branch);
  put(dev.id, {1, text_of(1000, 'c'), text_of(1000, 'b')});
  put(main_branch, {1, text_of(1000, 'c'), text_of(1000, 'd')});
  auto const merged = history::merge(db, dev.id, main_branch);
  CHECK(merged.conflicts.empty());
  texts const both{{1, {1, text_of(1000, 'c'), text_of(1000, 'd')}}};
  CHECK(all_texts(*db, db->head(main_branch), t) == both);
  put(dev.id, {1, text_of(2 * mib, 'e'), ""});
  put(main_branch, {1, text_of(2 * mib, 'f'), text_of(1000, 'd')});
  auto const refused = history::merge(db, dev.id, main_branch);
  REQUIRE(!refused.conflicts.empty());
  CHECK(as_text(*refused.conflicts.front().theirs) == text_of(2 * mib, 'e'));
}

TEST_CASE("a bulk load has long values too") {
  storage::memory_vfs world;
  engine_options o = unsynced();
  o.bulk_rows = 100;
  texts expected;
  tree_id t{};
  {
    auto const db = engine::open(world, "l", o);
    t = make_texts(db);
    transaction tx(db, main_branch);
    for (std::int64_t i = 0; i != 2000; ++i) {
      expected[i] = {i, text_of(static_cast<std::size_t>(i) % 700, 'q'), ""};
      put_texts(tx, t, i, expected[i]);
    }
    tx.commit();
    bool spliced = false;
    db->each_commit(
        main_branch, scn{}, db->last_commit(),
        [&](auto const&, storage::commit_record const& r) { spliced |= !r.splices.empty(); });
    CHECK(spliced);
    CHECK(all_texts(*db, db->head(main_branch), t) == expected);
  }
  auto const db = engine::open(world, "l", o);
  CHECK(all_texts(*db, db->head(main_branch), t) == expected);
}

TEST_CASE(
    "review A25: a commit whose value frame is torn is torn itself, wherever the file was cut") {
  storage::memory_vfs world;
  engine_options o = unsynced();
  tree_id t{};
  texts const first{{1, {1, text_of(400, 'a'), ""}}};
  texts second = first;
  second[2] = {2, text_of(700, 'b'), text_of(20'000, 'c')};
  auto const db = engine::open(world, "l", o);
  t = make_texts(db);
  {
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, first.at(1));
    tx.commit();
  }
  std::uint64_t const begin = db->file().end();
  {
    transaction tx(db, main_branch);
    put_texts(tx, t, 2, second.at(2));
    tx.commit();
  }
  std::uint64_t const end = db->file().end();
  bytes const whole = file_bytes(world, "l");
  std::uint64_t lost = 0;
  for (std::uint64_t cut = begin; cut <= end;
       cut += cut < begin + 900 || cut + 300 > end ? 1 : 211) {
    bytes torn = whole;
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(cut), torn.end(), std::byte{0});
    storage::memory_vfs copy;
    write_file(copy, "l", torn);
    auto const again = engine::open(copy, "l", o);
    texts const found = all_texts(*again, again->head(main_branch), t);
    bool const is_first = found == first;
    lost += is_first ? 1 : 0;
    INFO("cut at " << cut << " of " << begin << " to " << end);
    REQUIRE((is_first || (found == second && cut + 64 > end)));
  }
  CHECK(lost > 1000);
}

TEST_CASE("damage of a value is found when it is read, and by check") {
  storage::memory_vfs world;
  tree_id t{};
  std::uint64_t at = 0;
  {
    auto const db = engine::open(world, "l");
    t = make_texts(db);
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, {1, text_of(2 * mib, 'a'), ""});
    put_texts(tx, t, 2, {2, text_of(800, 'a'), ""});
    tx.commit();
    at = reference_in(*db, t, 1).offset + mib;
  }
  bytes whole = file_bytes(world, "l");
  whole[at] ^= std::byte{1};
  storage::memory_vfs copy;
  write_file(copy, "l", whole);
  auto const db = engine::open(copy, "l");
  auto const in = db->head(main_branch);
  auto const tree = *storage::open_tree(in->root(), t, db->space());
  CHECK(read_texts(*tree.find(2)).number == 2);
  CHECK(test::state_of([&] { return read_texts(*tree.find(1)); }) == "XX001");
  CHECK(test::state_of([&] { return db->check(), 0; }) == "XX001");
}

TEST_CASE("a value of a commit is there after a power loss, though the extent is not in the log") {
  storage::memory_vfs world;
  texts const expected{{1, {1, text_of(2 * mib, 'a'), text_of(2000, 'b')}}};
  tree_id t{};
  auto const db = engine::open(world, "l");
  t = make_texts(db);
  transaction tx(db, main_branch);
  put_texts(tx, t, 1, expected.at(1));
  tx.commit();
  db->backup("copy");
  storage::memory_vfs crashed;
  write_file(crashed, "l", file_bytes(world, "l"));
  auto const again = engine::open(crashed, "l");
  CHECK(all_texts(*again, again->head(main_branch), t) == expected);
  auto const copy = engine::open(world, "copy");
  CHECK(all_texts(*copy, copy->head(main_branch), t) == expected);
  engine_options follow;
  follow.read_only = true;
  auto const follower = engine::open(world, "l", follow);
  CHECK(all_texts(*follower, follower->head(main_branch), t) == expected);
}

TEST_CASE("an extent is durable before the commit that refers to it, even where commits are not") {
  storage::memory_vfs world;
  auto const db = engine::open(world, "l", unsynced());
  tree_id const t = make_texts(db);
  for (std::size_t const length : {std::size_t{1000}, 2 * mib}) {
    std::uint64_t const before = db->file().synced_end();
    transaction tx(db, main_branch);
    put_texts(tx, t, 1, {1, text_of(length, 'a'), ""});
    tx.commit();
    storage::value_ref const ref = reference_in(*db, t, 1);
    if (length > mib) {
      CHECK(db->file().synced_end() >= ref.offset + ref.length);
    } else {
      CHECK(db->file().synced_end() == before);  // the log's frames verify in replay
    }
  }
}

TEST_CASE("a row beyond 1 GiB is refused") {
  storage::shape const form = texts_shape();
  storage::row_builder b(form);
  b.add_null();
  std::byte const one{};
  CHECK(test::state_of([&] {
          // Refused before it is looked at.
          return b.add(storage::cell_of(byte_view(&one, storage::longest_row + 1))), 0;
        }) == "54000");
}
