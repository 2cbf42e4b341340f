// helios/catalog/impl/editor_tables.ipp -- CREATE TABLE, DROP TABLE.
#pragma once

#include <helios/catalog/catalog_editor.hpp>

#include <algorithm>

namespace helios::catalog {

table_definition catalog_editor::table(object_id id) const {
  table_ptr const t = in().find_table(id);
  HELIOS_EXPECTS(t != nullptr);
  return *t;
}

object_id catalog_editor::create_table(object_id schema, std::string const& name,
                                       std::vector<column_definition> columns,
                                       std::vector<constraint_definition> constraints) {
  table_definition t;
  t.id = new_id();
  t.schema = schema;
  t.name = name;
  t.rows = tree_id{raw(new_id())};
  for (column_definition& c : columns) {
    HELIOS_EXPECTS(c.id != column_id{});
    if (t.find_column(c.name) != t.npos)
      throw error(errc::duplicate_column, "column \"" + c.name + "\" specified more than once");
    t.columns.push_back(std::move(c));
  }
  // The primary key first: it decides what the rows' keys are.
  std::stable_partition(constraints.begin(), constraints.end(),
                        [](auto const& c) { return c.kind == constraint_kind::primary_key; });
  claim(object_kind::table, schema, name, t.id);
  auto next = constraints.begin();
  if (next != constraints.end() && next->kind == constraint_kind::primary_key) {
    prepare(t, *next);
    t.constraints.push_back(std::move(*next++));
  }
  tx().create(t.rows, row_layout(t).form());
  store(encode(t));
  use_types({}, t);
  for (; next != constraints.end(); ++next) add_constraint(t.id, std::move(*next));
  return t.id;
}

void catalog_editor::drop_table(object_id id, drop_behaviour how) {
  drop_table(id, how, in().sequence_groups({&id, 1})[id]);
}

void catalog_editor::drop_table(object_id id, drop_behaviour how, sequence_group const& known) {
  drop_dependents(id, how);
  table_definition const t = table(id);
  for (constraint_definition const& c : t.constraints) {
    if (c.kind == constraint_kind::foreign_key && c.referenced != id)
      set_dependent(c.referenced, id, false);
    if (c.kind == constraint_kind::primary_key) remove_index_object(t, c.id, c.name);
  }
  for (index_definition const& i : t.indexes) {
    remove_index_object(t, i.id, i.name);
    tx().drop(i.tree);
  }
  tx().drop(t.rows);
  use_types(t, {});
  release(object_kind::table, t.schema, t.name);
  forget(id);
  drop_sequences(known, "table " + t.name, how);
}

}  // namespace helios::catalog
