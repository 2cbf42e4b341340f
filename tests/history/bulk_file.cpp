// A bulk load makes the file little longer than its rows are.
#include <helios/history/engine.hpp>
#include <helios/history/transaction.hpp>
#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using history::engine;
using history::engine_options;
using history::main_branch;
using history::transaction;

namespace {

storage::shape rows_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int64},
           {column_id{2}, physical_type::float64},
           {column_id{3}, physical_type::bytes}}};
}

void load(std::shared_ptr<engine> const& db, tree_id table, std::int64_t first, std::int64_t rows) {
  transaction t(db, main_branch);
  storage::shape const form = rows_shape();
  if (!t.has(table)) t.create(table, form);
  storage::row_builder image(form);
  for (std::int64_t i = first; i != first + rows; ++i) {
    image.clear();
    image.add_value(i).add_value(0.5).add(storage::cell_of(std::string_view("8 bytes.")));
    t.put(table, i, image.image());
  }
  t.commit();
}

}  // namespace

TEST_CASE("a bulk load takes at most 1.15 times its rows, the checkpoint after it included") {
  storage::memory_vfs world;
  engine_options options;
  options.durability = durability::off;
  options.bulk_rows = 1000;
  auto db = engine::open(world, "b.helios", options);
  tree_id const table{100};
  constexpr std::int64_t rows = 300'000;
  constexpr double row_bytes = 8 + 8 + 8 + 8;
  std::uint64_t before = db->file().end();
  load(db, table, 0, rows);
  db->checkpoint();
  CHECK(static_cast<double>(db->file().end() - before) <= 1.15 * row_bytes * rows);
  // Behind rows that are there already, as an appender goes on.
  before = db->file().end();
  load(db, table, rows, rows);
  db->checkpoint();
  CHECK(static_cast<double>(db->file().end() - before) <= 1.15 * row_bytes * rows);
  db->check();
}

TEST_CASE("a bulk load leaves what small commits changed before it to the next checkpoint") {
  storage::memory_vfs world;
  engine_options options;
  options.durability = durability::off;
  options.bulk_rows = 1000;
  auto db = engine::open(world, "b.helios", options);
  tree_id const table{100};
  load(db, table, 0, 100'000);
  db->checkpoint();
  for (std::int64_t i = 0; i < 100'000; i += 1000) load(db, table, i, 40);  // into every leaf
  std::uint64_t const before = db->file().end();
  load(db, table, 100'000, 2000);
  CHECK(db->file().end() - before <= 2 * 2000 * 32);
  db.reset();
  db = engine::open(world, "b.helios", options);
  db->check();
  auto const t = storage::open_tree(db->head(main_branch)->root(), table, db->space());
  CHECK(t->rows() == 102'000);
}
