#include <helios/catalog/integrity.hpp>

#include <tests/catalog/catalog_fixture.hpp>

using namespace helios;
using namespace helios::test;
using catalog::write_scope;

TEST_CASE("integrity_check finds what was broken behind the catalog's back") {
  database_fixture f;
  catalog::table_ptr parent, child;
  f.run([&](write_scope& s, catalog_editor& e) {
    object_id const p = simple_table(e, "parent");
    object_id const c = simple_table(e, "child");
    column_id const a = s.catalog().find_table(c)->columns[1].id;
    e.add_constraint(c, reference({a}, p));
    e.add_constraint(c, key(constraint_kind::unique, {a}));
    s.writer(p).insert(row_values{int4(1), value()});
    s.writer(c).insert(row_values{int4(10), int4(1)});
    parent = s.catalog().find_table(p);
    child = s.catalog().find_table(c);
  });
  auto const problems = [&] {
    auto const state = f.db->head(main_branch);
    return catalog::integrity_check(state->root(), f.db->space(), f.cache, &f.expressions);
  };
  REQUIRE(problems().empty());
  tree_id const index = child->indexes.front().tree;

  history::transaction tx(f.db, main_branch);
  int const which = GENERATE(0, 1, 2, 3);
  std::size_t expected = 1;
  if (which == 0) {  // a row without its parent
    auto const row = tx.read(parent->rows).find(1);
    bytes const image = row->image();
    tx.erase(parent->rows, 1, image);
  } else if (which == 1) {  // a row without its entry
    storage::cursor c(tx.read(index));
    REQUIRE(c.next());
    storage::key const k(storage::key_kind::bytes, c.key());
    bytes const image = c.row().image();
    tx.erase(index, k.view(), image);
    expected = 2;  // and the counts differ
  } else if (which == 2) {  // an entry without its row
    tx.put(index, std::string_view("zz"),
           catalog::index_image(storage::key_kind::int64, storage::key_view(77)));
    expected = 2;
  } else {  // a name without its object
    tx.put(catalog::names_tree, std::string_view("\x02stray"),
           catalog::name_image(object_id{999'999}));
  }
  REQUIRE(tx.commit());
  REQUIRE(problems().size() == expected);
}
