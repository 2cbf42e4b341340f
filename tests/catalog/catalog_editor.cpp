#include <helios/catalog/catalog_editor.hpp>

#include <helios/catalog/integrity.hpp>

#include <tests/catalog/catalog_fixture.hpp>

using namespace helios;
using namespace helios::test;
using catalog::drop_behaviour;
using catalog::write_scope;

namespace {

[[nodiscard]] bool whole(database_fixture& f) {
  auto const state = f.db->head(main_branch);
  auto const found =
      catalog::integrity_check(state->root(), f.db->space(), f.cache, &f.expressions);
  for (auto const& p : found) UNSCOPED_INFO(p.name << ": " << p.text);
  return found.empty();
}

}  // namespace

TEST_CASE("names are taken once, and free again") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope&, catalog_editor& e) { t = simple_table(e, "t"); });
  REQUIRE(raw(t) > 1023);
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) { simple_table(e, "t"); }) ==
          "42P07 relation \"t\" already exists");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) { simple_table(e, "t_pkey"); }) ==
          "42P07 relation \"t_pkey\" already exists");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) { e.create_schema("public"); }) ==
          "42P06 schema \"public\" already exists");
  f.run([&](write_scope&, catalog_editor& e) { e.rename(t, "u"); });
  REQUIRE(f.head().table(public_schema, "u")->id == t);
  REQUIRE(message_of([&] { return f.head().table(public_schema, "t"); }) ==
          "relation \"t\" does not exist");
  REQUIRE(message_of([&] { return f.head().table(public_schema, "t_pkey"); }) ==
          "\"t_pkey\" is not a table");
  f.run([&](write_scope&, catalog_editor& e) { e.drop_table(t, drop_behaviour::restrict); });
  REQUIRE(!f.head().find_relation(public_schema, "t_pkey"));
  f.run([&](write_scope&, catalog_editor& e) { simple_table(e, "t"); });
  REQUIRE(whole(f));
}

TEST_CASE("two transactions that create one name: one loses") {
  database_fixture f;
  history::transaction tx(f.db, main_branch);
  write_scope late(f.db, tx, f.cache);
  catalog_editor e(late);
  simple_table(e, "t");
  f.run([&](write_scope&, catalog_editor& other) { simple_table(other, "t"); });
  REQUIRE(state_of([&] { return late.commit(); }) == "40001");
}

TEST_CASE("ADD COLUMN writes no row, DROP COLUMN neither, and the past keeps both") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    for (int i = 0; i != 100; ++i) s.writer(t).insert(row_values{int4(i), int4(i)});
  });
  scn const before = f.db->head(main_branch)->at();
  f.run([&](write_scope& s, catalog_editor& e) {
    auto const root = s.tx().read(s.catalog().find_table(t)->rows).root();
    e.add_column(t, e.new_column("b", type_id::text), text("new"));
    e.drop_column(t, "a", drop_behaviour::restrict);
    REQUIRE(s.tx().read(s.catalog().find_table(t)->rows).root() == root);
    REQUIRE(s.writer(t).find(7) == row_values{int4(7), text("new")});
  });
  auto const past = f.db->as_of(main_branch, before);
  catalog::catalog_reader const then(past->root(), f.db->space(), f.cache);
  REQUIRE(then.find_table(t)->columns[1].name == "a");
  REQUIRE(f.head().find_table(t)->columns[1].name == "b");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            auto c = e.new_column("c", type_id::int4);
            c.not_null = true;
            e.add_column(t, c);
          }) == "23502 column \"c\" of relation \"t\" contains null values");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            e.add_column(t, e.new_column("b", type_id::int4));
          }) == "42701 column \"b\" of relation \"t\" already exists");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            e.drop_column(t, "z", drop_behaviour::restrict);
          }) == "42703 column \"z\" of relation \"t\" does not exist");
  REQUIRE(whole(f));
}

TEST_CASE("constraints are tested against the rows that are there") {
  database_fixture f;
  object_id t{};
  column_id a{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    a = s.catalog().find_table(t)->columns[1].id;
    s.writer(t).insert(row_values{int4(1), int4(0)});
    s.writer(t).insert(row_values{int4(2), int4(0)});
    s.writer(t).insert(row_values{int4(3), value()});
  });
  auto const refused = [&](constraint_definition c) {
    return f.refusal([&](write_scope&, catalog_editor& e) { e.add_constraint(t, c); });
  };
  constraint_definition check = key(constraint_kind::check, {});
  check.text = "a > 0";
  REQUIRE(refused(check).starts_with(
      "23514 check constraint \"t_check\" of relation \"t\" is violated by some row"));
  REQUIRE(refused(key(constraint_kind::unique, {a})) ==
          "23505 could not create unique index \"t_a_key\" | Key (a)=(0) is duplicated.");
  REQUIRE(refused(key(constraint_kind::primary_key, {a})) ==
          "42P16 multiple primary keys for table \"t\" are not allowed");
  REQUIRE(refused(reference({a}, t)).starts_with("23503"));
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) { e.set_not_null(t, "a", true); }) ==
          "23502 column \"a\" of relation \"t\" contains null values");
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) { e.set_not_null(t, "id", false); }) ==
          "42P16 column \"id\" is in a primary key");
}

TEST_CASE("a primary key comes and goes with the rows") {
  database_fixture f;
  object_id t{};
  f.run([&](write_scope& s, catalog_editor& e) {
    t = simple_table(e, "t");
    catalog::index_definition index;
    index.parts.push_back({s.catalog().find_table(t)->columns[1].id, {}, {}});
    e.create_index(t, index);
    for (int i = 0; i != 20; ++i) s.writer(t).insert(row_values{int4(i), int4(i % 3)});
  });
  f.run([&](write_scope&, catalog_editor& e) {
    e.drop_constraint(t, "t_pkey", drop_behaviour::restrict);
  });
  REQUIRE(whole(f));
  f.run([&](write_scope& s, catalog_editor& e) {
    auto const columns = s.catalog().find_table(t)->columns;
    e.add_constraint(t, key(constraint_kind::primary_key, {columns[1].id, columns[0].id}));
  });
  REQUIRE(whole(f));
  f.run([&](write_scope&, catalog_editor& e) { e.alter_type(t, "a", type_id::text); });
  REQUIRE(whole(f));
  auto const now = f.head().find_table(t);
  REQUIRE(now->columns[1].type == types::data_type(type_id::text));
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            e.alter_type(t, "a", type_id::int4);
          }) == "42804 column \"a\" cannot be cast automatically to type integer");
}

TEST_CASE("what others depend on is dropped with them or not at all") {
  database_fixture f;
  object_id parent{}, child{}, view{};
  f.run([&](write_scope& s, catalog_editor& e) {
    parent = simple_table(e, "parent");
    child = simple_table(e, "child");
    e.add_constraint(child, reference({s.catalog().find_table(child)->columns[1].id}, parent));
    catalog::view_definition v;
    v.schema = public_schema;
    v.name = "v";
    v.query = "SELECT * FROM child";
    v.reads = {child};
    view = e.create_view(v);
  });
  auto const drop = [&](object_id t, drop_behaviour how) {
    return f.refusal([&](write_scope&, catalog_editor& e) { e.drop_table(t, how); });
  };
  REQUIRE(drop(parent, drop_behaviour::restrict) ==
          "2BP01 cannot drop table parent because other objects depend on it | constraint "
          "child_a_fkey on table child depends on table parent");
  REQUIRE(drop(child, drop_behaviour::restrict) ==
          "2BP01 cannot drop table child because other objects depend on it | view v depends on "
          "table child");
  REQUIRE(drop(parent, drop_behaviour::cascade).empty());
  REQUIRE(f.head().find_table(child)->constraints.size() == 1);
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            e.drop_schema("public", drop_behaviour::restrict);
          }).starts_with("2BP01"));
  f.run([&](write_scope&, catalog_editor& e) {
    e.drop_schema("public", drop_behaviour::cascade);
  });
  REQUIRE(!f.head().find_view(view));
  REQUIRE(!f.head().find_schema("public"));
  REQUIRE(whole(f));
}

TEST_CASE("serial columns take values that no rollback gives back") {
  database_fixture f;
  object_id t{}, sequence{};
  f.run([&](write_scope&, catalog_editor& e) {
    catalog::sequence_definition s;
    s.schema = public_schema;
    s.name = "t_id_seq";
    sequence = e.create_sequence(s);
    auto id = e.new_column("id", type_id::int4);
    id.sequence = sequence;
    t = e.create_table(public_schema, "t", {id}, {key(constraint_kind::primary_key, {id.id})});
  });
  {
    history::transaction tx(f.db, main_branch);
    write_scope s(f.db, tx, f.cache);
    REQUIRE(s.writer(t).default_of(0) == int4(1));
    tx.rollback();
  }
  catalog::sequence_session session;
  REQUIRE(message_of([&] { return session.current(*f.head().find_sequence(sequence)); }) ==
          "currval of sequence \"t_id_seq\" is not yet defined in this session");
  REQUIRE(state_of([&] { return session.last(); }) == "55000");
  f.run([&](write_scope& s, catalog_editor&) {
    s.draw_through(session);
    value const next = s.writer(t).default_of(0);
    REQUIRE(next == int4(2));
    REQUIRE(session.current(*s.catalog().find_sequence(sequence)) == 2);
    REQUIRE(session.last() == 2);
    s.writer(t).insert(row_values{next});
  });
  f.run([&](write_scope& s, catalog_editor& e) {
    e.set_value(sequence, 10, true);
    REQUIRE(s.writer(t).default_of(0) == int4(11));
  });
  REQUIRE(f.refusal([&](write_scope&, catalog_editor& e) {
            e.drop_sequence(sequence, drop_behaviour::restrict);
          }).starts_with("2BP01"));
}
