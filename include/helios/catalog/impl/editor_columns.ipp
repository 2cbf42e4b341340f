// helios/catalog/impl/editor_columns.ipp -- ALTER TABLE ... COLUMN.
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/constraint_error.hpp>

#include <helios/types/cast.hpp>

#include <algorithm>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline bool uses(std::vector<column_id> const& columns, column_id column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}
[[nodiscard]] inline bool uses(index_definition const& index, column_id column) {
  return std::any_of(index.parts.begin(), index.parts.end(),
                     [&](index_part const& p) { return p.column == column; });
}

}  // namespace detail

void catalog_editor::add_column(object_id id, column_definition column,
                                std::optional<types::value> const& fill) {
  table_definition t = table(id);
  HELIOS_EXPECTS(column.id != column_id{});
  if (t.find_column(column.name) != t.npos) {
    throw error(errc::duplicate_column,
                "column \"" + column.name + "\" of relation \"" + t.name + "\" already exists");
  }
  types::value const value =
      types::cast(fill.value_or(types::value()), column.type, types::cast_context::assignment);
  bool const computed = column.generated_text.has_value() || column.sequence != no_object || !fill;
  if (column.not_null && value.is_null() && !computed && tx().read(t.rows).rows() != 0) {
    throw error(errc::not_null_violation, "column \"" + column.name + "\" of relation \"" + t.name +
                                              "\" contains null values");
  }
  table_definition const before = t;
  t.columns.push_back(std::move(column));
  if (!computed) {
    if (t.columns.back().not_null) scope_->scanned(t.rows);
    reshape(t, t.columns.back().id, value);
    store(encode(t));
    return use_types(before, t);
  }
  // Each row has a value of its own.
  column_definition const& c = t.columns.back();
  sequence_ptr const s = in().find_sequence(c.sequence);
  rewrite(before, t, [&](row_values const& old) {
    row_values row = old;
    row.emplace_back();
    types::value v;
    if (c.generated_text) {
      v = generated_value(scope_->expressions(), t, c, row);
    } else if (s) {
      v = types::value(scope_->next_value(*s));
    } else if (c.default_text) {
      v = evaluate(scope_->expressions(), t, *c.default_text, {}, c.type);
    }
    row.back() = types::cast(v, c.type, types::cast_context::assignment);
    return row;
  });
  store(encode(t));
  use_types(before, t);
}

void catalog_editor::drop_column(object_id id, std::string_view name, drop_behaviour how,
                                 view_test const& reads) {
  table_definition t = table(id);
  std::size_t const at = t.column_at(name);
  column_definition const gone = t.columns[at];
  if (constraint_definition const* const primary = t.primary_key();
      primary != nullptr && detail::uses(primary->columns, gone.id)) {
    drop_constraint(id, std::string(primary->name), how);
    t = table(id);
  }
  for (std::size_t i = 0; i != t.constraints.size();) {
    constraint_definition const c = t.constraints[i];
    if (detail::uses(c.columns, gone.id)) {
      drop_constraint(id, c.name, how);
      t = table(id);
    } else {
      ++i;
    }
  }
  for (std::size_t i = 0; i != t.indexes.size();) {
    if (detail::uses(t.indexes[i], gone.id)) {
      drop_index(t.indexes[i].id);
      t = table(id);
    } else {
      ++i;
    }
  }
  for (object_id const view : t.dependents) {
    view_ptr const v = in().find_view(view);
    if (!v || (reads && !reads(*v, gone))) continue;
    if (how == drop_behaviour::restrict) {
      throw error(errc::dependent_objects_still_exist, "cannot drop column " + gone.name +
                                                           " of table " + t.name +
                                                           " because other objects depend on it")
          .detail("view " + v->name + " depends on column " + gone.name + " of table " + t.name)
          .hint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    drop_view(view, how);
  }
  t = table(id);
  table_definition const before = t;
  t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(at));
  reshape(t);
  store(encode(t));
  use_types(before, t);
  std::vector<sequence_ptr> owned = in().sequences_of(id);
  std::erase_if(owned, [&](sequence_ptr const& s) { return s->owner_column != gone.id; });
  drop_sequences({owned, in().users_of(owned)}, "column " + gone.name + " of table " + t.name, how);
}

void catalog_editor::rename_column(object_id id, std::string_view name, std::string const& to,
                                   text_change const& rewritten) {
  table_definition t = table(id);
  std::size_t const at = t.column_at(name);
  if (t.find_column(to) != t.npos) {
    throw error(errc::duplicate_column,
                "column \"" + to + "\" of relation \"" + t.name + "\" already exists");
  }
  t.columns[at].name = to;
  for (column_definition& c : t.columns) {
    if (c.generated_text) c.generated_text = rewritten(*c.generated_text);
  }
  for (constraint_definition& c : t.constraints) {
    if (c.kind == constraint_kind::check) c.text = rewritten(c.text);
  }
  for (index_definition& i : t.indexes) {
    for (index_part& p : i.parts) {
      if (p.column == column_id{}) p.expression = rewritten(p.expression);
    }
    if (!i.predicate.empty()) i.predicate = rewritten(i.predicate);
  }
  store(encode(t));
}

void catalog_editor::set_default(object_id id, std::string_view name,
                                 std::optional<std::string> text) {
  table_definition t = table(id);
  t.columns[t.column_at(name)].default_text = std::move(text);
  store(encode(t));
}

void catalog_editor::set_sequence(object_id id, std::string_view name, object_id sequence,
                                  identity_kind identity) {
  table_definition t = table(id);
  column_definition& c = t.columns[t.column_at(name)];
  c.sequence = sequence;
  c.identity = identity;
  store(encode(t));
}

void catalog_editor::drop_generated(object_id id, std::string_view name) {
  table_definition t = table(id);
  t.columns[t.column_at(name)].generated_text.reset();
  store(encode(t));
}

void catalog_editor::set_not_null(object_id id, std::string_view name, bool not_null) {
  table_definition t = table(id);
  std::size_t const at = t.column_at(name);
  column_definition& c = t.columns[at];
  if (c.not_null == not_null) return;
  constraint_definition const* const primary = t.primary_key();
  if (!not_null && primary != nullptr && detail::uses(primary->columns, c.id)) {
    throw error(errc::invalid_table_definition, "column \"" + c.name + "\" is in a primary key");
  }
  if (not_null) check_not_null(t, at);
  c.not_null = not_null;
  store(encode(t));
}

void catalog_editor::alter_type(object_id id, std::string_view name, types::data_type type,
                                std::string_view using_text) {
  table_definition const before = table(id);
  std::size_t const at = before.column_at(name);
  column_definition const old = before.columns[at];
  if (old.type == type && using_text.empty()) return;
  if (using_text.empty() &&
      !types::permits(types::find_cast(old.type, type), types::cast_context::assignment)) {
    throw error(errc::datatype_mismatch, "column \"" + old.name +
                                             "\" cannot be cast automatically to type " +
                                             types::to_string(type))
        .hint("You might need to specify \"USING " + old.name + "::" + types::to_string(type) +
              "\".");
  }
  // The column becomes another: rows of older states and other branches keep the old one.
  column_id const fresh = new_column({}, type).id;
  auto const rename_in = [&](std::vector<column_id>& list) {
    std::replace(list.begin(), list.end(), old.id, fresh);
  };
  table_definition after = before;
  after.columns[at].id = fresh;
  after.columns[at].type = type;
  for (constraint_definition& c : after.constraints) {
    rename_in(c.columns);
    if (c.referenced == id) rename_in(c.referenced_columns);
  }
  for (index_definition& i : after.indexes) {
    for (index_part& p : i.parts) {
      if (p.column == old.id) p.column = fresh;
    }
  }
  rewrite(before, after, [&](row_values const& row) {
    row_values changed = row;
    types::value const v = using_text.empty()
                               ? row[at]
                               : evaluate(scope_->expressions(), before, using_text, row, type);
    changed[at] = types::cast(v, type, types::cast_context::assignment);
    return changed;
  });
  store(encode(after));
  use_types(before, after);
  for (sequence_ptr const& s : in().sequences_of(id)) {
    if (s->owner_column != old.id) continue;
    sequence_definition moved = *s;
    moved.owner_column = fresh;
    store(encode(moved));
  }
  for (object_id const other : after.dependents) {
    table_ptr const child = other == id ? nullptr : in().find_table(other);
    if (!child) continue;
    table_definition changed = *child;
    for (constraint_definition& c : changed.constraints) {
      if (c.kind == constraint_kind::foreign_key && c.referenced == id)
        rename_in(c.referenced_columns);
    }
    if (changed != *child) store(encode(changed));
  }
  // Both ends of every foreign key must still compare, and every CHECK must still hold.
  table_definition const now = table(id);
  for (constraint_definition c : now.constraints) {
    if (c.kind == constraint_kind::foreign_key && detail::uses(c.columns, fresh))
      prepare_foreign_key(now, c);
    if (c.kind == constraint_kind::check || detail::uses(c.columns, fresh)) {
      if (c.kind == constraint_kind::check || c.kind == constraint_kind::foreign_key)
        check_rows(now, c);
    }
  }
  for (object_id const other : now.dependents) {
    table_ptr const child = in().find_table(other);
    if (!child) continue;
    for (constraint_definition c : child->constraints) {
      if (c.kind == constraint_kind::foreign_key && c.referenced == id &&
          detail::uses(c.referenced_columns, fresh)) {
        prepare_foreign_key(*child, c);
        check_rows(*child, c);
      }
    }
  }
}

}  // namespace helios::catalog
