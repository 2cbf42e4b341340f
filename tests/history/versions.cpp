// VERSIONS BETWEEN of one key, which reads only stretches of the log that changed it, tells what
// VERSIONS BETWEEN of the whole table tells of that key: over checkpoints, forks, loads, DDL and
// re-opens, before and after VACUUM.
#include <helios/history/versions.hpp>

#include <helios/history/transaction.hpp>
#include <helios/storage/memory_vfs.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace helios;
using namespace helios::history;

namespace {

constexpr std::int64_t keys = 300;
constexpr tree_id table{40};

storage::shape form_of(std::size_t columns) {
  std::vector<storage::column_shape> all;
  for (std::size_t c = 0; c != columns; ++c)
    all.push_back({column_id{static_cast<std::uint32_t>(c + 1)}, physical_type::int64});
  return {storage::key_kind::int64, all};
}

struct database {
  storage::memory_vfs world;
  engine_options options;
  std::shared_ptr<engine> db;
  std::vector<branch_id> branches{main_branch};
  std::map<branch_id, std::size_t> columns{{main_branch, 1}};
  std::int64_t next = 0;

  database() {
    options.durability = durability::off;
    options.checkpoint_bytes = 64 << 10;
    options.bulk_rows = 200;
    open();
    transaction t(db, main_branch);
    t.create(table, form_of(1));
    t.commit();
  }
  void open() { db = engine::open(world, "t.helios", options); }

  void put(transaction& t, branch_id b, std::int64_t key) {
    storage::shape const form = form_of(columns[b]);
    storage::row_builder row(form);
    for (std::size_t c = 0; c != columns[b]; ++c) row.add_value(++next);
    t.put(table, key, row.image());
  }
  void step(test::random_source& random) {
    branch_id const b = branches[random.below(branches.size())];
    switch (random.below(40)) {
      case 0: db.reset(); return open();
      case 1:
        if (branches.size() < 5) {
          scn const at{1 + random.below(raw(db->last_commit()))};
          branch_id const made = db->create_branch("b" + std::to_string(branches.size()), b, at).id;
          auto const tree = storage::open_tree(db->head(made)->root(), table, db->space());
          if (tree) {
            branches.push_back(made);
            columns[made] = tree->form().columns().size();
          } else {
            db->drop_branch(made);
          }
        }
        return;
      case 2: {
        transaction t(db, b);
        t.reshape(table, form_of(++columns[b]));
        put(t, b, 5);
        t.commit();
        return;
      }
      case 3: {
        transaction t(db, b);
        for (std::int64_t k = 0; k != keys; ++k) put(t, b, k);
        t.commit();
        return;
      }
      default: {
        transaction t(db, b);
        for (std::size_t n = 1 + random.below(3); n != 0; --n) {
          auto const key = static_cast<std::int64_t>(random.below(keys));
          auto const row = t.find(table, key);
          if (row && random.below(4) == 0) {
            t.erase(table, key, row->image());
          } else {
            put(t, b, key);
          }
        }
        t.commit();
      }
    }
  }
};

void same(database& d, branch_id b, scn from, scn to, std::set<std::int64_t> const& asked) {
  std::map<std::int64_t, std::vector<row_version>> all;
  for (row_version& v : versions_between(*d.db, b, table, from, to))
    all[v.key.view().number].push_back(std::move(v));
  for (std::int64_t const key : asked) {
    CAPTURE(raw(b), raw(from), raw(to), key);
    auto const some = versions_between(*d.db, b, table, from, to, storage::key_view(key));
    auto const& expected = all[key];
    REQUIRE(some.size() == expected.size());
    for (std::size_t i = 0; i != some.size(); ++i) {
      REQUIRE(some[i].operation == expected[i].operation);
      REQUIRE(some[i].image == expected[i].image);
      REQUIRE(some[i].start.has_value() == expected[i].start.has_value());
      if (some[i].start) {
        REQUIRE(some[i].start->at == expected[i].start->at);
        REQUIRE(some[i].start->time == expected[i].start->time);
        REQUIRE(some[i].start->transaction == expected[i].start->transaction);
      }
      REQUIRE(some[i].end.has_value() == expected[i].end.has_value());
      if (some[i].end) REQUIRE(some[i].end->at == expected[i].end->at);
    }
  }
}

}  // namespace

TEST_CASE("the versions of one key are those that the whole table's versions have of it") {
  test::random_source random;
  CAPTURE(random.seed);
  database d;
  for (int i = 0; i != 3000; ++i) d.step(random);
  std::uint64_t first = 2;
  auto const compare = [&] {
    std::uint64_t const last = raw(d.db->last_commit());
    for (branch_id const b : d.branches) {
      for (int i = 0; i != 3; ++i) {
        std::uint64_t const from = first + random.below(last - first);
        std::uint64_t const to = from + random.below(last - from + 1);
        if (!storage::open_tree(d.db->as_of(b, scn{to})->root(), table, d.db->space())) continue;
        std::set<std::int64_t> asked{5, -1};
        while (asked.size() != 8) asked.insert(static_cast<std::int64_t>(random.below(keys)));
        same(d, b, scn{from}, scn{to}, asked);
      }
    }
  };
  compare();
  d.db->checkpoint();
  compare();
  d.db.reset();
  d.open();
  compare();
  first = raw(d.db->last_commit()) / 2;
  vacuum_options keep;
  keep.keep = scn{first};
  d.db->vacuum(keep);
  compare();
}
