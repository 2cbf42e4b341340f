#include <helios/catalog/table_writer.hpp>

#include <tests/catalog/catalog_fixture.hpp>

using namespace helios;
using namespace helios::test;
using catalog::key_action;
using catalog::write_scope;

TEST_CASE("a row comes back as it went in, under each kind of key") {
  database_fixture f;
  object_id plain{}, fast{}, ordered{};
  f.run([&](write_scope& s, catalog_editor& e) {
    column_definition const a = e.new_column("a", type_id::text);
    plain = e.create_table(public_schema, "plain", {a});
    fast = simple_table(e, "fast");
    column_definition const n = e.new_column("n", {type_id::numeric});
    column_definition const t = e.new_column("t", type_id::text);
    ordered = e.create_table(public_schema, "ordered", {n, t},
                             {key(constraint_kind::primary_key, {t.id, n.id})});
    for (int i = 0; i != 3; ++i) s.writer(plain).insert(row_values{text("same")});
    s.writer(fast).insert(row_values{int4(7), value()});
    s.writer(ordered).insert(row_values{value(types::decimal(100, 2)), text("x")});
  });
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.tx().read(s.writer(plain).definition()->rows).rows() == 3);
    REQUIRE(s.writer(fast).find(7) == row_values{int4(7), value()});
    REQUIRE(!s.writer(fast).find(8));
    auto& w = s.writer(ordered);
    storage::key const k = w.layout().key_of(row_values{value(types::decimal(1, 0)), text("x")});
    auto const row = w.find(k.view());
    REQUIRE(row);
    REQUIRE(row->front().as_decimal().scale() == 2);  // 1.00, not the key's 1
  });
}

TEST_CASE("what a row must not be is said in PostgreSQL's words") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    e.set_not_null(t, "a", true);
    column_definition const b = e.new_column("b", {type_id::varchar, 3});
    e.add_column(t, b);
    e.add_constraint(t, key(constraint_kind::unique, {b.id}));
    constraint_definition check = key(constraint_kind::check, {});
    check.text = "a > 0";
    e.add_constraint(t, check);
    s.writer(t).insert(row_values{int4(1), int4(1), text("x")});
    s.writer(t).insert(row_values{int4(2), int4(1), value()});
    s.writer(t).insert(row_values{int4(3), int4(1), value()});
  });
  auto const refused = [&](row_values const& row) {
    return f.refusal([&](write_scope& s, catalog_editor&) { s.writer(t).insert(row); });
  };
  REQUIRE(refused({int4(1), int4(1), value()}) ==
          "23505 duplicate key value violates unique constraint \"t_pkey\" | Key (id)=(1) already "
          "exists.");
  REQUIRE(refused({int4(4), int4(1), text("x")}) ==
          "23505 duplicate key value violates unique constraint \"t_b_key\" | Key (b)=(x) already "
          "exists.");
  REQUIRE(refused({int4(4), value(), text("y")}) ==
          "23502 null value in column \"a\" of relation \"t\" violates not-null constraint | "
          "Failing row contains (4, null, y).");
  REQUIRE(refused({value(), int4(1), text("y")}).starts_with("23502 null value in column \"id\""));
  REQUIRE(refused({int4(4), int4(0), text("y")}) ==
          "23514 new row for relation \"t\" violates check constraint \"t_check\" | Failing row "
          "contains (4, 0, y).");
  REQUIRE(refused({int4(4), int4(1), text("long")}).starts_with("22001"));
  REQUIRE(refused({value(std::int64_t{1} << 40), int4(1), value()}).starts_with("22003"));
  REQUIRE(refused({int4(4), int4(1), text("y")}).empty());
}

TEST_CASE("a unique index follows updates and erasures") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    e.add_constraint(t, key(constraint_kind::unique, {s.catalog().find_table(t)->columns[1].id}));
    s.writer(t).insert(row_values{int4(1), int4(10)});
    s.writer(t).insert(row_values{int4(2), int4(20)});
    REQUIRE(s.writer(t).update(1, row_values{int4(1), int4(11)}));
    s.writer(t).insert(row_values{int4(3), int4(10)});
    REQUIRE(s.writer(t).erase(2));
    REQUIRE(!s.writer(t).erase(2));
    s.writer(t).insert(row_values{int4(4), int4(20)});
    REQUIRE(s.writer(t).update(4, row_values{int4(5), int4(20)}));  // another key, the same entry
    REQUIRE(state_of([&] {
              return s.writer(t).update(5, row_values{int4(5), int4(11)});
            }) == "23505");
  });
}

TEST_CASE("foreign keys hold both ways, and act") {
  database_fixture f;
  object_id parent{}, child{};
  key_action const on_delete = GENERATE(key_action::no_action, key_action::restrict,
                                        key_action::cascade, key_action::set_null);
  bool const indexed = GENERATE(false, true);
  f.run([&](write_scope& s, catalog_editor& e) {
    parent = simple_table(e, "parent");
    child = simple_table(e, "child");
    column_id const a = s.catalog().find_table(child)->columns[1].id;
    e.add_constraint(child, reference({a}, parent, on_delete, key_action::cascade));
    if (indexed) {
      catalog::index_definition index;
      index.parts.push_back({a, {}, {}});
      e.create_index(child, index);
    }
    s.writer(child).insert(row_values{int4(10), int4(1)});  // before its parent: one statement
    s.writer(parent).insert(row_values{int4(1), value()});
    s.writer(parent).insert(row_values{int4(2), value()});
  });
  REQUIRE(f.refusal([&](write_scope& s, catalog_editor&) {
    s.writer(child).insert(row_values{int4(11), int4(9)});
  }) == "23503 insert or update on table \"child\" violates foreign key constraint "
        "\"child_a_fkey\" | Key (a)=(9) is not present in table \"parent\".");
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.writer(parent).update(1, row_values{int4(5), value()}));
  });
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.writer(child).find(10) == row_values{int4(10), int4(5)});
  });
  std::string const refused =
      f.refusal([&](write_scope& s, catalog_editor&) { s.writer(parent).erase(5); });
  f.run([&](write_scope& s, catalog_editor&) {
    auto const row = s.writer(child).find(10);
    if (on_delete == key_action::cascade) {
      REQUIRE(refused.empty());
      REQUIRE(!row);
    } else if (on_delete == key_action::set_null) {
      REQUIRE(refused.empty());
      REQUIRE(row == row_values{int4(10), value()});
    } else {
      REQUIRE(refused ==
              "23503 update or delete on table \"parent\" violates foreign key constraint "
              "\"child_a_fkey\" on table \"child\" | Key (id)=(5) is still referenced from table "
              "\"child\".");
    }
  });
}

TEST_CASE("whoever commits first, no child is left without its parent") {
  key_action const on_delete = GENERATE(key_action::no_action, key_action::cascade);
  bool const child_first = GENERATE(false, true);
  database_fixture f;
  object_id parent{}, child{};
  f.run([&](write_scope& s, catalog_editor& e) {
    parent = simple_table(e, "parent");
    child = simple_table(e, "child");
    e.add_constraint(child,
                     reference({s.catalog().find_table(child)->columns[1].id}, parent, on_delete));
    s.writer(parent).insert(row_values{int4(1), value()});
  });
  history::transaction tx(f.db, main_branch);
  write_scope late(f.db, tx, f.cache);
  auto const write = [&](write_scope& s, bool of_child) {
    if (of_child) {
      s.writer(child).insert(row_values{int4(10), int4(1)});
    } else {
      s.writer(parent).erase(1);
    }
  };
  write(late, !child_first);
  late.end_statement();
  f.run([&](write_scope& s, catalog_editor&) { write(s, child_first); });
  std::string const state = state_of([&] { return late.commit(); });
  REQUIRE(state == (child_first && on_delete == key_action::cascade ? "40001" : "23503"));
}

TEST_CASE("a table that changed under a writer makes it lose") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope&, catalog_editor& e) { t = simple_table(e, "t"); });
  history::transaction tx(f.db, main_branch);
  write_scope late(f.db, tx, f.cache);
  bool const ddl_first = GENERATE(true, false);
  auto const ddl = [&](write_scope& s) {
    catalog_editor e(s);
    catalog::index_definition index;
    index.parts.push_back({s.catalog().find_table(t)->columns[1].id, {}, {}});
    e.create_index(t, index);
  };
  auto const dml = [&](write_scope& s) { s.writer(t).insert(row_values{int4(1), int4(1)}); };
  if (ddl_first) {
    dml(late);
    f.run([&](write_scope& s, catalog_editor&) { ddl(s); });
  } else {
    ddl(late);
    f.run([&](write_scope& s, catalog_editor&) { dml(s); });
  }
  REQUIRE(state_of([&] { return late.commit(); }) == "40001");
}

TEST_CASE("a chain of a thousand rows cascades") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    column_id const a = s.catalog().find_table(t)->columns[1].id;
    e.add_constraint(t, reference({a}, t, key_action::cascade));
    catalog::index_definition index;
    index.parts.push_back({a, {}, {}});
    e.create_index(t, index);
    s.writer(t).insert(row_values{int4(0), value()});
    for (int i = 1; i != 1000; ++i) s.writer(t).insert(row_values{int4(i), int4(i - 1)});
  });
  f.run([&](write_scope& s, catalog_editor&) { s.writer(t).erase(0); });
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.tx().read(s.writer(t).definition()->rows).rows() == 0);
  });
}

TEST_CASE("a long text stays where it is while other columns change") {
  database_fixture f;
  object_id t{};
  std::string const story(5000, 's');
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    // Names enough to make the definition a long value too.
    for (int i = 0; i != 20; ++i)
      e.add_column(t, e.new_column("column_" + std::to_string(i), type_id::text));
    row_values row{int4(1), int4(1)};
    row.resize(22, text("short"));
    row.back() = text(story);
    s.writer(t).insert(row);
  });
  auto const reference = [&](write_scope& s) {
    auto& w = s.writer(t);
    storage::tree const rows = s.tx().read(w.definition()->rows);
    return storage::reference_of(rows.find(1)->at(w.layout().cell_of(21)));
  };
  storage::value_ref before{};
  f.run([&](write_scope& s, catalog_editor&) {
    before = reference(s);
    row_values row = *s.writer(t).find(1);
    REQUIRE(row.back() == text(story));
    row[1] = int4(2);
    s.writer(t).update(1, row);
    REQUIRE(reference(s) == before);
    row.back() = text(story + "!");
    s.writer(t).update(1, row);
    REQUIRE(!(reference(s) == before));
  });
  f.run([&](write_scope& s, catalog_editor&) {
    REQUIRE(s.writer(t).find(1)->back() == text(story + "!"));
    REQUIRE(s.writer(t).find(1)->at(1) == int4(2));
  });
}
