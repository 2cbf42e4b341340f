#include <helios/catalog/merge_rules.hpp>

#include <helios/catalog/integrity.hpp>

#include <tests/catalog/catalog_fixture.hpp>

#include <functional>

using namespace helios;
using namespace helios::test;
using catalog::write_scope;
using history::conflict_kind;

namespace {

struct two_branches : database_fixture {
  object_id parent{}, child{};
  branch_id dev{};

  two_branches() {
    run([&](write_scope& s, catalog_editor& e) {
      parent = simple_table(e, "parent");
      child = simple_table(e, "child");
      e.add_constraint(child, reference({a(s, child)}, parent));
      e.add_constraint(parent, key(constraint_kind::unique, {a(s, parent)}));
      for (int i = 1; i != 5; ++i) s.writer(parent).insert(row_values{int4(i), int4(10 * i)});
    });
    dev = db->create_branch("dev", main_branch).id;
  }
  static column_id a(write_scope& s, object_id t) {
    return s.catalog().find_table(t)->columns[1].id;
  }
  history::merge_result merged(history::on_conflict policy = {}) {
    catalog::merge_rules rules(db, policy, cache, &expressions);
    history::merge_options how;
    how.policy = policy;
    return history::merge(db, dev, main_branch, how, &rules);
  }
  [[nodiscard]] bool whole() {
    auto const state = db->head(main_branch);
    return catalog::integrity_check(state->root(), db->space(), cache, &expressions).empty();
  }
};

[[nodiscard]] std::vector<conflict_kind> kinds(history::merge_result const& r) {
  std::vector<conflict_kind> all;
  for (auto const& c : r.conflicts) all.push_back(c.kind);
  return all;
}

}  // namespace

TEST_CASE("rows that are unique on each branch may not be together") {
  two_branches f;
  f.run([&](write_scope& s, catalog_editor&) {
    s.writer(f.parent).insert(row_values{int4(8), int4(99)});
  });
  f.run(
      [&](write_scope& s, catalog_editor&) {
        s.writer(f.parent).insert(row_values{int4(9), int4(99)});
      },
      f.dev);
  REQUIRE(kinds(f.merged()) == std::vector{conflict_kind::unique});
  REQUIRE(state_of([&] { return f.merged(history::on_conflict::branch_wins); }) == "23505");
  REQUIRE(f.whole());
}

TEST_CASE("values exchanged between rows stay unique") {
  two_branches f;
  f.run(
      [&](write_scope& s, catalog_editor&) {
        auto& w = s.writer(f.parent);
        w.update(1, row_values{int4(1), int4(0)});
        w.update(2, row_values{int4(2), int4(10)});
        w.update(1, row_values{int4(1), int4(20)});
      },
      f.dev);
  f.run([&](write_scope& s, catalog_editor&) { s.writer(f.parent).erase(4); });
  REQUIRE(f.merged().conflicts.empty());
  REQUIRE(f.whole());
}

TEST_CASE("a parent that one branch erased and the other took a child of") {
  two_branches f;
  bool const child_on_dev = GENERATE(false, true);
  f.run(
      [&](write_scope& s, catalog_editor&) {
        s.writer(f.child).insert(row_values{int4(1), int4(3)});
      },
      child_on_dev ? f.dev : main_branch);
  f.run([&](write_scope& s, catalog_editor&) { s.writer(f.parent).erase(3); },
        child_on_dev ? main_branch : f.dev);
  REQUIRE(kinds(f.merged()) == std::vector{conflict_kind::foreign_key});
}

TEST_CASE("both branches change one table's definition") {
  two_branches f;
  f.run([&](write_scope& s, catalog_editor& e) {
    e.add_column(f.parent, e.new_column("m", type_id::int4), int4(1));
    s.writer(f.parent).insert(row_values{int4(6), int4(60), int4(6)});
  });
  f.run(
      [&](write_scope& s, catalog_editor& e) {
        e.add_column(f.parent, e.new_column("d", type_id::text), text("x"));
        catalog::index_definition index;
        index.parts.push_back({s.catalog().find_table(f.parent)->columns[2].id, {}, {}});
        e.create_index(f.parent, index);
        s.writer(f.parent).insert(row_values{int4(7), int4(70), text("y")});
        e.rename(f.parent, "elder");
      },
      f.dev);
  auto const result = f.merged();
  REQUIRE(result.conflicts.empty());
  REQUIRE(f.whole());
  auto const t = f.head().table(public_schema, "elder");
  REQUIRE(t->columns.size() == 4);
  REQUIRE(t->indexes.size() == 2);
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.writer(f.parent).find(6) == row_values{int4(6), int4(60), int4(6), text("x")});
    REQUIRE(s.writer(f.parent).find(7) == row_values{int4(7), int4(70), int4(1), text("y")});
  });
}

TEST_CASE("two new columns of one name, two new tables of one name: schema conflicts") {
  two_branches f;
  bool const tables = GENERATE(false, true);
  auto const change = [&](write_scope&, catalog_editor& e) {
    if (tables) {
      simple_table(e, "t");
    } else {
      e.add_column(f.parent, e.new_column("m", type_id::int4));
    }
  };
  f.run(change);
  f.run(change, f.dev);
  auto const result = f.merged();
  REQUIRE(!result.conflicts.empty());
  for (conflict_kind const k : kinds(result)) REQUIRE(k == conflict_kind::schema);
}

TEST_CASE("a constraint from the branch is tested on the target's rows") {
  two_branches f;
  f.run([&](write_scope& s, catalog_editor&) {
    s.writer(f.parent).insert(row_values{int4(6), value()});
  });
  f.run([&](write_scope&, catalog_editor& e) { e.set_not_null(f.parent, "a", true); }, f.dev);
  REQUIRE(kinds(f.merged()) == std::vector{conflict_kind::check});
}

namespace {

/// Somebody commits to the target when the merge has looked at everything.
struct late_commit : catalog::merge_rules {
  using merge_rules::merge_rules;
  std::function<void()> commit;
  void check(history::transaction& in, std::vector<history::merge_conflict>& all) override {
    merge_rules::check(in, all);
    commit();
  }
};

}  // namespace

TEST_CASE("a merge whose target moves meanwhile is refused, and loses no row") {
  two_branches f;
  // Each of these makes something of rows that the merge has not seen.
  auto const change = GENERATE(0, 1, 2);
  f.run(
      [&](write_scope& s, catalog_editor& e) {
        if (change == 0) e.alter_type(f.parent, "id", type_id::int8);
        if (change == 1) e.set_not_null(f.parent, "a", true);
        if (change == 2) {
          catalog::index_definition index;
          index.name = "by_a";
          index.parts.push_back({f.a(s, f.parent), {}, {}});
          e.create_index(f.parent, index);
        }
      },
      f.dev);
  late_commit rules(f.db, {}, f.cache, &f.expressions);
  rules.commit = [&] {
    f.run([&](write_scope& s, catalog_editor&) {
      s.writer(f.parent).insert(row_values{int4(9), value()});
    });
  };
  CHECK(state_of([&] {
          return history::merge(f.db, f.dev, main_branch, history::merge_options(), &rules);
        }) == "40001");
  CHECK(f.whole());
  auto const row_count = [&] {
    auto const table = f.head().find_table(f.parent);
    return storage::open_tree(f.held->root(), table->rows, f.db->space())->rows();
  };
  CHECK(row_count() == 5);
  // Said again it is merged, or a conflict: it sees the row.
  history::merge_result const again = f.merged();
  CHECK(again.conflicts.empty() == (change == 2));
  CHECK(f.whole());
  CHECK(row_count() == 5);
}
