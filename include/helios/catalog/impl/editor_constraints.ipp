// helios/catalog/impl/editor_constraints.ipp -- constraints and indexes.
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/foreign_key.hpp>

#include <algorithm>
#include <set>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline std::string joined_names(table_definition const& t,
                                              std::vector<column_id> const& columns) {
  std::string out;
  for (column_id const c : columns) out += "_" + t.column(c).name;
  return out;
}

}  // namespace detail

/// Gives a constraint its number and name and tests its form.
void catalog_editor::prepare(table_definition& t, constraint_definition& c) {
  c.id = new_id();
  for (std::size_t i = 0; i != c.columns.size(); ++i) {
    HELIOS_EXPECTS(t.find_column(c.columns[i]) != t.npos);
    if (std::count(c.columns.begin(), c.columns.end(), c.columns[i]) > 1) {
      throw error(errc::duplicate_column,
                  "column \"" + t.column(c.columns[i]).name + "\" appears twice in a constraint");
    }
  }
  std::string const columns = detail::joined_names(t, c.columns);
  bool const index = c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique;
  if (c.name.empty()) {
    std::string wanted = t.name;
    switch (c.kind) {
      case constraint_kind::primary_key: wanted += "_pkey"; break;
      case constraint_kind::unique: wanted += columns + "_key"; break;
      case constraint_kind::check: wanted += "_check"; break;
      case constraint_kind::foreign_key: wanted += columns + "_fkey"; break;
    }
    c.name = index ? free_name(t.schema, wanted) : wanted;
    for (int n = 1; t.find_constraint(c.name) != nullptr; ++n) c.name = wanted + std::to_string(n);
  } else if (t.find_constraint(c.name) != nullptr) {
    throw error(errc::duplicate_object,
                "constraint \"" + c.name + "\" for relation \"" + t.name + "\" already exists");
  }
  if (c.kind == constraint_kind::foreign_key) prepare_foreign_key(t, c);
  if (c.kind != constraint_kind::primary_key) return;
  if (t.primary_key() != nullptr) {
    throw error(errc::invalid_table_definition,
                "multiple primary keys for table \"" + t.name + "\" are not allowed");
  }
  for (column_id const k : c.columns) t.columns[t.find_column(k)].not_null = true;
  add_index_object(t, c.id, c.name);
}

void catalog_editor::prepare_foreign_key(table_definition const& t,
                                         constraint_definition& c) const {
  table_ptr const found = c.referenced == t.id ? nullptr : in().find_table(c.referenced);
  HELIOS_EXPECTS(found != nullptr || c.referenced == t.id);
  table_definition const& parent = found ? *found : t;
  if (c.referenced_columns.empty()) {
    constraint_definition const* const primary = parent.primary_key();
    if (primary == nullptr) {
      throw error(errc::undefined_object,
                  "there is no primary key for referenced table \"" + parent.name + "\"");
    }
    c.referenced_columns = primary->columns;
  }
  if (c.columns.size() != c.referenced_columns.size()) {
    throw error(errc::invalid_foreign_key,
                "number of referencing and referenced columns for foreign key disagree");
  }
  if (!keeps_unique(parent, c.referenced_columns)) {
    throw error(errc::invalid_foreign_key,
                "there is no unique constraint matching given keys for referenced table \"" +
                    parent.name + "\"");
  }
  for (std::size_t i = 0; i != c.columns.size(); ++i) {
    column_definition const& here = t.column(c.columns[i]);
    column_definition const& there = parent.column(c.referenced_columns[i]);
    if (joinable(here.type, there.type)) continue;
    throw error(errc::datatype_mismatch,
                "foreign key constraint \"" + c.name + "\" cannot be implemented")
        .detail("Key columns \"" + here.name + "\" and \"" + there.name +
                "\" are of incompatible types: " + types::to_string(here.type) + " and " +
                types::to_string(there.type) + ".");
  }
}

object_id catalog_editor::add_constraint(object_id id, constraint_definition c) {
  table_definition t = table(id);
  table_definition const before = t;
  prepare(t, c);
  switch (c.kind) {
    case constraint_kind::primary_key:
      t.constraints.push_back(c);
      rewrite(before, t, [](row_values const& row) { return row; });
      break;
    case constraint_kind::unique: {
      index_definition index;
      index.name = c.name;
      index.unique = true;
      for (column_id const column : c.columns) index.parts.push_back({column, {}, {}});
      c.index = create_index(id, std::move(index));
      t = table(id);
      t.constraints.push_back(c);
      break;
    }
    case constraint_kind::check:
      check_rows(t, c);
      t.constraints.push_back(c);
      break;
    case constraint_kind::foreign_key:
      check_rows(t, c);
      set_dependent(c.referenced, id, true);
      t = table(id);
      t.constraints.push_back(c);
      break;
  }
  store(encode(t));
  return c.id;
}

/// Foreign keys of other tables that lean on a primary key or unique constraint.
void catalog_editor::take_away(table_definition& t, constraint_definition const& c,
                               drop_behaviour how) {
  for (object_id const other : t.dependents) {
    table_ptr const child = in().find_table(other);
    if (!child) continue;
    for (constraint_definition const& f : child->constraints) {
      if (f.kind != constraint_kind::foreign_key || f.referenced != t.id ||
          f.referenced_columns.size() != c.columns.size() ||
          !std::is_permutation(f.referenced_columns.begin(), f.referenced_columns.end(),
                               c.columns.begin()))
        continue;
      if (how == drop_behaviour::restrict) {
        throw error(errc::dependent_objects_still_exist, "cannot drop constraint " + c.name +
                                                             " on table " + t.name +
                                                             " because other objects depend on it")
            .detail("constraint " + f.name + " on table " + child->name + " depends on index " +
                    c.name)
            .hint("Use DROP ... CASCADE to drop the dependent objects too.");
      }
      drop_constraint(child->id, f.name, how);
    }
  }
  t = table(t.id);
}

void catalog_editor::drop_constraint(object_id id, std::string_view name, drop_behaviour how) {
  table_definition t = table(id);
  constraint_definition const* const found = t.find_constraint(name);
  if (found == nullptr) {
    throw error(errc::undefined_object, "constraint \"" + std::string(name) + "\" of relation \"" +
                                            t.name + "\" does not exist");
  }
  constraint_definition const c = *found;
  if (c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique)
    take_away(t, c, how);
  table_definition const before = t;
  std::erase_if(t.constraints, [&](constraint_definition const& each) { return each.id == c.id; });
  switch (c.kind) {
    case constraint_kind::primary_key:
      remove_index_object(t, c.id, c.name);
      rewrite(before, t, [](row_values const& row) { return row; });
      break;
    case constraint_kind::unique: {
      index_definition const index = *t.find_index(c.index);
      remove_index_object(t, index.id, index.name);
      tx().drop(index.tree);
      std::erase_if(t.indexes, [&](index_definition const& i) { return i.id == index.id; });
      break;
    }
    case constraint_kind::check: break;
    case constraint_kind::foreign_key: {
      store(encode(t));
      bool const another = std::any_of(t.constraints.begin(), t.constraints.end(), [&](auto& f) {
        return f.kind == constraint_kind::foreign_key && f.referenced == c.referenced;
      });
      if (!another) set_dependent(c.referenced, id, false);
      return;
    }
  }
  store(encode(t));
}

void catalog_editor::rename_constraint(object_id id, std::string_view name, std::string const& to) {
  table_definition t = table(id);
  for (constraint_definition& c : t.constraints) {
    if (c.name != name) continue;
    if (c.kind == constraint_kind::primary_key) return rename(c.id, to);
    if (c.kind == constraint_kind::unique) return rename(c.index, to);
    if (t.find_constraint(to) != nullptr) {
      throw error(errc::duplicate_object,
                  "constraint \"" + to + "\" for relation \"" + t.name + "\" already exists");
    }
    c.name = to;
    return store(encode(t));
  }
  throw error(errc::undefined_object, "constraint \"" + std::string(name) + "\" of relation \"" +
                                          t.name + "\" does not exist");
}

object_id catalog_editor::create_index(object_id id, index_definition index) {
  table_definition t = table(id);
  index.id = new_id();
  index.tree = tree_id{raw(new_id())};
  if (index.name.empty()) {
    std::string wanted = t.name;
    for (index_part const& p : index.parts)
      wanted += p.column == column_id{} ? "_expr" : "_" + t.column(p.column).name;
    index.name = free_name(t.schema, wanted + "_idx");
  }
  add_index_object(t, index.id, index.name);
  build(t, index);
  t.indexes.push_back(index);
  store(encode(t));
  return index.id;
}

void catalog_editor::drop_index(object_id index) {
  table_ptr const found = in().table_of_index(index);
  if (!found) throw error(errc::data_corrupted, "an index in the catalog has no table");
  table_definition t = *found;
  for (constraint_definition const& c : t.constraints) {
    if (c.index != index && c.id != index) continue;
    throw error(errc::dependent_objects_still_exist, "cannot drop index " + c.name +
                                                         " because constraint " + c.name +
                                                         " on table " + t.name + " requires it")
        .hint("You can drop constraint " + c.name + " on table " + t.name + " instead.");
  }
  index_definition const gone = *t.find_index(index);
  remove_index_object(t, gone.id, gone.name);
  tx().drop(gone.tree);
  std::erase_if(t.indexes, [&](index_definition const& i) { return i.id == index; });
  store(encode(t));
}

}  // namespace helios::catalog
