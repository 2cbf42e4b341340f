// helios/catalog/impl/editor_types.ipp -- CREATE TYPE, ALTER TYPE, DROP TYPE, and who uses a type.
#pragma once

#include <helios/catalog/catalog_editor.hpp>

#include <set>

namespace helios::catalog {

object_id catalog_editor::create_enumeration(enumeration_definition e) {
  e.id = new_id();
  e.dependents.clear();
  claim(object_kind::type, e.schema, e.name, e.id);
  store(encode(e));
  return e.id;
}

void catalog_editor::replace_labels(object_id id, std::vector<types::enumeration_label> labels) {
  enumeration_ptr const old = in().find_enumeration(id);
  HELIOS_EXPECTS(old != nullptr);
  enumeration_definition e = *old;
  e.labels = std::move(labels);
  store(encode(e));
}

void catalog_editor::drop_enumeration(object_id id, drop_behaviour how, view_test const& reads) {
  enumeration_ptr const e = in().find_enumeration(id);
  HELIOS_EXPECTS(e != nullptr);
  for (object_id const user : e->dependents) {
    table_ptr const t = in().find_table(user);
    if (!t) throw error(errc::data_corrupted, "type \"" + e->name + "\" is used by no table");
    each_enumeration(*t, [&](column_definition const& c) {
      if (enumeration_of(c) != id) return;
      if (how == drop_behaviour::cascade) return drop_column(user, c.name, how, reads);
      throw error(errc::dependent_objects_still_exist,
                  "cannot drop type " + e->name + " because other objects depend on it")
          .detail("column " + c.name + " of table " + t->name + " depends on type " + e->name)
          .hint("Use DROP ... CASCADE to drop the dependent objects too.");
    });
  }
  release(object_kind::type, e->schema, e->name);
  forget(id);
}

void catalog_editor::use_types(table_definition const& before, table_definition const& after) {
  std::set<object_id> were, are;
  each_enumeration(before, [&](column_definition const& c) { were.insert(enumeration_of(c)); });
  each_enumeration(after, [&](column_definition const& c) { are.insert(enumeration_of(c)); });
  for (object_id const id : were) {
    if (!are.contains(id)) set_dependent(id, before.id, false);
  }
  for (object_id const id : are) {
    if (!were.contains(id)) set_dependent(id, after.id, true);
  }
}

}  // namespace helios::catalog
