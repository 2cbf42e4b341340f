// Savepoints and lookups of a transaction beside a model, whether or not anybody reads the tree
// between.
#include <helios/history/transaction.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <random>
#include <string>

using namespace helios;
using namespace helios::history;

namespace {

using rows = std::map<std::string, std::int64_t>;

/// A table of numbers under keys of either kind; the model knows them by their text.
struct table {
  storage::memory_vfs world;
  storage::shape form;
  std::shared_ptr<engine> db = engine::open(world, "t.helios");
  tree_id id{db->next_id(engine::counter_objects)};

  explicit table(storage::key_kind keys) : form(keys, {{column_id{1}, physical_type::int64}}) {
    transaction tx(db, main_branch);
    tx.create(id, form);
    REQUIRE(tx.commit());
  }
  [[nodiscard]] storage::key_view key(std::string const& text) const {
    if (form.keys() == storage::key_kind::int64) return std::stoll(text);
    return std::string_view(text);
  }
  [[nodiscard]] bytes image(std::int64_t n) const {
    storage::row_builder b(form);
    b.add_value(n);
    return {b.image().begin(), b.image().end()};
  }
  [[nodiscard]] rows in(storage::tree const& tree) const {
    rows all;
    storage::cursor c(tree);
    while (c.next()) {
      std::string const name = form.keys() == storage::key_kind::int64
                                   ? std::to_string(c.key().number)
                                   : std::string(as_text(c.key().text));
      all[name] = c.row().at(0).as<std::int64_t>();
    }
    return all;
  }
};

/// `model`: the table as it is, and as it is after.
void run(table& t, transaction& tx, rows& model, std::mt19937& rng) {
  struct point {
    transaction::savepoint at;
    rows model;
  };
  rows const before = model;
  std::vector<point> points;
  struct seen {
    storage::tree tree;
    rows model;
  };
  std::optional<seen> stream;  // read before the last savepoint
  for (int step = 0; step != 120; ++step) {
    std::string const key = std::to_string(rng() % 40);
    switch (rng() % 11) {
      case 0: points.push_back({tx.save(), model}); break;
      case 1:
        // A statement's own: gone when the statement is over.
        static_cast<void>(tx.save());
        break;
      case 2:
        if (points.empty()) break;
        points.resize(1 + rng() % points.size());
        tx.rollback_to(points.back().at);
        model = points.back().model;
        stream.reset();
        break;
      case 3:
        stream.emplace(seen{tx.read(t.id), model});
        static_cast<void>(tx.save());
        break;
      case 4:
      case 5: {
        auto const found = tx.find(t.id, t.key(key));
        REQUIRE(found.has_value() == model.contains(key));
        if (found) REQUIRE(found->at(0).as<std::int64_t>() == model.at(key));
        if (found) REQUIRE(found->image() == t.image(model.at(key)));
        break;
      }
      case 6:
        if (!model.contains(key)) break;
        tx.erase(t.id, t.key(key), t.image(model.at(key)));
        model.erase(key);
        break;
      case 7:
        // So many that it looks where the tree ends.
        for (int absent = 0; absent != 40; ++absent)
          REQUIRE_FALSE(tx.find(t.id, t.key(std::to_string(1000 + absent))));
        break;
      default: tx.put(t.id, t.key(key), t.image(step)); model[key] = step;
    }
    if (stream) REQUIRE(t.in(stream->tree) == stream->model);
  }
  REQUIRE(t.in(tx.read(t.id)) == model);
  if (rng() % 4 == 0) {
    tx.rollback();
    model = before;
  } else {
    static_cast<void>(tx.commit());
  }
  auto const now = storage::open_tree(t.db->head(main_branch)->root(), t.id, t.db->space());
  REQUIRE((now ? t.in(*now) : rows{}) == model);
}

}  // namespace

TEST_CASE("savepoints and lookups say what a model says, read between or not") {
  unsigned const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 rng(seed);
  for (int round = 0; round != 30; ++round) {
    for (auto const keys : {storage::key_kind::int64, storage::key_kind::bytes}) {
      table t(keys);
      rows model;
      transaction tx(t.db, main_branch);
      run(t, tx, model, rng);
      for (int next = 0; next != 3; ++next) {  // with the memory of the one before
        REQUIRE(tx.let_go());
        tx.begin(t.db, main_branch, t.db->head(main_branch));
        run(t, tx, model, rng);
      }
    }
  }
}

TEST_CASE("a savepoint that somebody holds is not the next one's") {
  table t(storage::key_kind::int64);
  transaction tx(t.db, main_branch);
  tx.put(t.id, 1, t.image(1));
  auto const first = tx.save();
  tx.put(t.id, 2, t.image(2));
  static_cast<void>(tx.save());  // gone at once
  auto second = tx.save();       // where that one was
  auto const copy = second;
  second = first;
  tx.put(t.id, 3, t.image(3));
  static_cast<void>(tx.save());
  static_cast<void>(tx.read(t.id));  // applies them, marked where savepoints are
  tx.rollback_to(copy);
  CHECK(t.in(tx.read(t.id)) == rows{{"1", 1}, {"2", 2}});
  tx.rollback_to(first);
  CHECK(t.in(tx.read(t.id)) == rows{{"1", 1}});
}

TEST_CASE("what a transaction remembers of a tree follows its definition") {
  table t(storage::key_kind::int64);
  transaction tx(t.db, main_branch);
  tree_id const other{t.db->next_id(engine::counter_objects)};
  tx.put(t.id, 1, t.image(1));
  auto const before = tx.save();
  tx.create(other, t.form);
  tx.put(other, 1, t.image(10));
  CHECK(tx.find(t.id, 1)->at(0).as<std::int64_t>() == 1);
  CHECK(tx.find(other, 1)->at(0).as<std::int64_t>() == 10);
  storage::shape const wider(storage::key_kind::int64, {{column_id{1}, physical_type::int64},
                                                        {column_id{2}, physical_type::int32}});
  tx.reshape(other, wider);
  CHECK(tx.form(other).columns().size() == 2);
  CHECK(tx.find(other, 1)->at(1).null);
  tx.drop(other);
  CHECK_FALSE(tx.has(other));
  CHECK_THROWS_AS(tx.find(other, 1), error);
  tx.create(other, t.form);
  CHECK_FALSE(tx.find(other, 1));
  tx.put(other, 2, t.image(20));
  CHECK(tx.form(other).columns().size() == 1);
  tx.rollback_to(before);
  CHECK_FALSE(tx.has(other));
  CHECK_THROWS_AS(tx.put(other, 1, t.image(1)), error);
  CHECK(tx.find(t.id, 1)->at(0).as<std::int64_t>() == 1);
  tx.create(other, t.form);
  tx.put(other, 5, t.image(5));
  static_cast<void>(tx.commit());
  auto const now = storage::open_tree(t.db->head(main_branch)->root(), other, t.db->space());
  REQUIRE(now);
  CHECK(t.in(*now) == rows{{"5", 5}});
}

TEST_CASE("rows behind a tree's end are seen as soon as they are there") {
  table t(storage::key_kind::int64);
  transaction tx(t.db, main_branch);
  auto const none_from = [&](std::int64_t first) {
    for (std::int64_t k = first; k != first + 40; ++k) REQUIRE_FALSE(tx.find(t.id, k));
  };
  none_from(0);
  for (std::int64_t k = 0; k != 10; ++k) tx.put(t.id, k, t.image(k));
  static_cast<void>(tx.read(t.id));
  none_from(10);
  tx.put(t.id, 20, t.image(20));
  CHECK(tx.find(t.id, 20));
  static_cast<void>(tx.read(t.id));
  CHECK(tx.find(t.id, 20));
  none_from(21);
  CHECK(tx.greatest(t.id) == 20);

  auto const before = tx.save();
  tx.put(t.id, 30, t.image(30));
  static_cast<void>(tx.read(t.id));
  none_from(31);
  CHECK(tx.find(t.id, 30));
  tx.rollback_to(before);
  CHECK_FALSE(tx.find(t.id, 30));
  CHECK(tx.find(t.id, 20));
  CHECK(tx.greatest(t.id) == 20);

  none_from(21);
  tx.erase(t.id, 20, t.image(20));
  CHECK_FALSE(tx.find(t.id, 20));
  static_cast<void>(tx.read(t.id));
  none_from(10);
  CHECK(tx.greatest(t.id) == 9);
  tx.put(t.id, 20, t.image(21));
  CHECK(tx.find(t.id, 20)->at(0).as<std::int64_t>() == 21);
  CHECK_FALSE(tx.find(t.id, -1));
  CHECK(tx.find(t.id, 9));
}

TEST_CASE("a transaction that held much gives its memory back") {
  table t(storage::key_kind::int64);
  transaction tx(t.db, main_branch);
  for (std::int64_t k = 0; k != 2000; ++k) tx.put(t.id, k, t.image(k));
  static_cast<void>(tx.commit());
  CHECK_FALSE(tx.let_go());
}

TEST_CASE("the greatest key is known without applying what was written") {
  table t(storage::key_kind::int64);
  transaction tx(t.db, main_branch);
  CHECK_FALSE(tx.greatest(t.id));
  tx.put(t.id, -5, t.image(1));
  CHECK(tx.greatest(t.id) == -5);
  tx.put(t.id, 7, t.image(1));
  CHECK(tx.greatest(t.id) == 7);
  static_cast<void>(tx.read(t.id));
  CHECK(tx.greatest(t.id) == 7);
  tx.put(t.id, 3, t.image(1));
  CHECK(tx.greatest(t.id) == 7);
}
