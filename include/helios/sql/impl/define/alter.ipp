// helios/sql/impl/define/alter.ipp -- ALTER TABLE: columns and constraints of a table that is
// there.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

#include <helios/types/cast_rules.hpp>

namespace helios::sql::defining {

[[nodiscard]] inline drop_behaviour behaviour(bool cascade) {
  return cascade ? drop_behaviour::cascade : drop_behaviour::restrict;
}

[[nodiscard]] inline std::string column_of(std::string_view column, table_definition const& t) {
  return "column \"" + std::string(column) + "\" of relation \"" + t.name + "\"";
}

[[nodiscard]] inline bool is_identity(column_definition const& c) {
  return c.identity == identity_kind::by_default || c.identity == identity_kind::always;
}

table_definition definer::definition(object_id id) const { return *in().find_table(id); }

void definer::define(ast::alter_table const& tree) {
  std::optional<object_id> const found = find(tree.name, tree.if_exists);
  if (!found && tree.if_exists) {
    notice("relation \"" + std::string(tree.name.object().text) + "\" does not exist, skipping");
    return;
  }
  if (tree.what == ast::object_kind::table) {
    object_id const id = table(tree.name)->id;
    for (ast::alter_action const& a : tree.actions) alter(id, a);
    return;
  }
  if (!found) static_cast<void>(relation(tree.name));  // throws
  for (ast::alter_action const& a : tree.actions) {
    // Everything belongs to whoever has the file.
    if (a.what != ast::alter_action::type::owner_to)
      throw not_supported("this form of ALTER is").at(place(tree.at));
  }
}

void definer::alter(object_id id, ast::alter_action const& a) {
  using action = ast::alter_action::type;
  table_definition const t = definition(id);
  switch (a.what) {
    case action::add_column: return alter_add_column(id, a);
    case action::drop_column: return alter_drop_column(id, a);
    case action::set_type: return alter_type(id, a);
    case action::set_default:
    case action::drop_default: return alter_default(id, a);
    case action::add_generated:
    case action::drop_identity: return alter_identity(id, a);
    case action::set_not_null: return editor_.set_not_null(id, a.name.text, true);
    case action::drop_not_null:
      if (is_identity(t.columns[t.column_at(a.name.text)]))
        throw error(errc::syntax_error, column_of(a.name.text, t) + " is an identity column");
      return editor_.set_not_null(id, a.name.text, false);
    case action::drop_expression:
      if (t.columns[t.column_at(a.name.text)].generated_text)
        return editor_.drop_generated(id, a.name.text);
      if (a.if_exists)
        return notice(column_of(a.name.text, t) + " is not a stored generated column, skipping");
      throw error(errc::object_not_in_prerequisite_state,
                  column_of(a.name.text, t) + " is not a stored generated column");
    case action::add_constraint: return alter_add_constraint(id, a);
    case action::drop_constraint:
      if (a.if_exists && t.find_constraint(a.name.text) == nullptr)
        return notice("constraint \"" + std::string(a.name.text) + "\" of relation \"" + t.name +
                      "\" does not exist, skipping");
      return editor_.drop_constraint(id, a.name.text, behaviour(a.cascade));
    case action::validate_constraint:
      // Constraints are checked when they are added.
      if (t.find_constraint(a.name.text) != nullptr) return;
      throw error(errc::undefined_object, "constraint \"" + std::string(a.name.text) +
                                              "\" of relation \"" + t.name + "\" does not exist");
    case action::set_options: return refuse_options(a.options);
    case action::add_versioning:
      return notice("every table keeps its history: SYSTEM VERSIONING changes nothing");
    case action::set_statistics:
    case action::set_storage: static_cast<void>(t.column_at(a.name.text)); return;
    case action::reset_options:
    case action::owner_to:
    case action::disable_row_security:
    case action::no_force_row_security:
    case action::set_logged:
    case action::set_unlogged: return;  // already so, or without a meaning in one file
    case action::set_encrypted: throw not_supported("encrypted columns are");
    case action::enable_row_security:
    case action::force_row_security: throw not_supported("row level security is");
    case action::drop_versioning:
      throw error(errc::feature_not_supported, "every table keeps its history");
  }
  HELIOS_UNREACHABLE();
}

void definer::alter_add_column(object_id id, ast::alter_action const& a) {
  table_draft d;
  d.table = definition(id);
  std::string const name(a.column->name.text);
  if (d.table.find_column(name) != table_definition::npos) {
    if (a.if_exists) return notice(column_of(name, d.table) + " already exists, skipping");
    throw error(errc::duplicate_column, column_of(name, d.table) + " already exists");
  }
  add_column(d, *a.column);
  if (!d.numbered.empty()) throw not_supported("ADD COLUMN with AUTOINCREMENT is");
  settle(d);
  make_sequences(d);
  column_definition const& column = d.table.columns.back();
  std::optional<types::value> fill = types::value();
  if (column.default_text) {
    bool const each =
        exec::changes(*stored(d.table, *column.default_text)) == exec::volatility::volatile_;
    if (each) {
      fill.reset();
    } else {
      fill =
          catalog::evaluate(scope_->expressions(), d.table, *column.default_text, {}, column.type);
    }
  }
  editor_.add_column(id, column, fill);
  own_sequences(d, id);
  for (constraint_definition& c : d.constraints) editor_.add_constraint(id, std::move(c));
  for (table_draft::foreign_key const& f : d.foreign_keys) make_foreign_key(id, f);
}

void definer::alter_add_constraint(object_id id, ast::alter_action const& a) {
  table_draft d;
  d.table = definition(id);
  d.written.push_back({a.constraint.get(), table_definition::npos});
  settle(d);
  for (constraint_definition& c : d.constraints) editor_.add_constraint(id, std::move(c));
  for (table_draft::foreign_key const& f : d.foreign_keys) make_foreign_key(id, f);
}

void definer::alter_drop_column(object_id id, ast::alter_action const& a) {
  table_definition const t = definition(id);
  if (a.if_exists && t.find_column(a.name.text) == table_definition::npos)
    return notice(column_of(a.name.text, t) + " does not exist, skipping");
  drop_column(id, t.columns[t.column_at(a.name.text)], a.cascade);
}

/// The editor knows what names a column by its number; expressions name it in their texts.
void definer::drop_column(object_id id, column_definition const& gone, bool cascade) {
  table_definition t = definition(id);
  auto const uses = [&](std::string_view text) {
    return columns_of(*stored(t, text)).contains(t.find_column(gone.id));
  };
  for (column_definition const& c : t.columns) {
    if (!c.generated_text || c.id == gone.id || !uses(*c.generated_text)) continue;
    if (!cascade) {
      throw error(errc::dependent_objects_still_exist, "cannot drop column " + gone.name +
                                                           " of table " + t.name +
                                                           " because other objects depend on it")
          .detail("column " + c.name + " of table " + t.name + " depends on column " + gone.name +
                  " of table " + t.name)
          .hint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    notice("drop cascades to column " + c.name + " of table " + t.name);
    drop_column(id, c, cascade);
  }
  t = definition(id);
  for (constraint_definition const& c : t.constraints) {
    if (c.kind == constraint_kind::check && uses(c.text))
      editor_.drop_constraint(id, c.name, drop_behaviour::restrict);
  }
  for (catalog::index_definition const& i : t.indexes) {
    bool named = !i.predicate.empty() && uses(i.predicate);
    for (catalog::index_part const& p : i.parts)
      named |= p.column == column_id{} && uses(p.expression);
    if (named) editor_.drop_index(i.id);
  }
  if (cascade) {
    std::vector<catalog::sequence_ptr> going = in().sequences_of(id);
    std::erase_if(going, [&](auto const& s) { return s->owner_column != gone.id; });
    for (catalog::catalog_reader::sequence_user const& user : in().users_of(going)) {
      bool const its_own = user.table->id == id && user.column().id == gone.id;
      if (!its_own) notice("drop cascades to " + user.text());
    }
  }
  editor_.drop_column(id, gone.name, behaviour(cascade), view_reads);
  // Expressions find an enumeration by the columns of it.
  if (innermost(gone.type) == types::type_id::enumeration)
    require_expressions(definition(id), "cannot drop " + column_of(gone.name, t));
}

void definer::alter_type(object_id id, ast::alter_action const& a) {
  table_definition const t = definition(id);
  std::size_t const at = t.column_at(a.name.text);
  column_definition const& old = t.columns[at];
  refuse_collation(a.collation);
  types::data_type const type = bind_type(*a.data, text_, type_finder());
  refuse_if_views_use(
      t, old.name,
      error(errc::feature_not_supported, "cannot alter type of a column used by a view or rule"));
  if (old.generated_text) {
    // The expression gives the values; USING would contradict it.
    if (a.value)
      throw error(errc::invalid_column_definition,
                  "cannot specify USING when altering type of generated column")
          .detail("Column \"" + old.name + "\" is a generated column.");
  }
  for (column_definition const& c : t.columns) {
    if (!c.generated_text || c.id == old.id ||
        !columns_of(*stored(t, *c.generated_text)).contains(at))
      continue;
    throw error(errc::feature_not_supported,
                "cannot alter type of a column used by a generated column")
        .detail("Column \"" + old.name + "\" is used by generated column \"" + c.name + "\".");
  }
  if (old.default_text) {
    exec::expression_ptr const value = stored(t, *old.default_text);
    if (value->type.id != types::type_id::unknown && value->type.id != type.id &&
        !types::permits(types::find_cast(value->type, type), types::cast_context::assignment))
      throw error(errc::datatype_mismatch, "default for column \"" + old.name +
                                               "\" cannot be cast automatically to type " +
                                               types::to_string(type));
  }
  if (is_identity(old) && !catalog::is_integer(type.id))
    throw error(errc::invalid_parameter_value,
                "identity column type must be smallint, integer, or bigint");
  std::string using_text;
  if (a.value) {
    checked_expression e = over(t, *a.value, type);
    if (!types::permits(types::find_cast(e.bound->type, type), types::cast_context::assignment) &&
        e.bound->type.id != type.id && e.bound->type.id != types::type_id::unknown) {
      throw error(errc::datatype_mismatch, "result of USING clause for column \"" + old.name +
                                               "\" cannot be cast automatically to type " +
                                               types::to_string(type))
          .hint("You might need to add an explicit cast.");
    }
    using_text = std::move(e.text);
  }
  // Expressions that name the column must still mean something.
  table_definition after = t;
  after.columns[at].type = type;
  if (innermost(old.type) == types::type_id::enumeration)
    require_expressions(after, "cannot alter type of " + column_of(old.name, t));
  for (constraint_definition const& c : t.constraints) {
    if (c.kind == constraint_kind::check)
      static_cast<void>(exec::make_boolean(stored(after, c.text), "CHECK"));
    bool const key = c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique;
    if (key && std::ranges::count(c.columns, old.id) != 0)
      require_order(type, place(a.data->name.at));
  }
  for (catalog::index_definition const& i : t.indexes) {
    if (!i.predicate.empty()) static_cast<void>(stored(after, i.predicate));
    for (catalog::index_part const& p : i.parts) {
      if (p.column == column_id{}) {
        require_order(stored(after, p.expression)->type, place(a.data->name.at));
      } else if (p.column == old.id) {
        require_order(type, place(a.data->name.at));
      }
    }
  }
  editor_.alter_type(id, old.name, type, using_text);
}

void definer::alter_default(object_id id, ast::alter_action const& a) {
  table_definition const t = definition(id);
  column_definition const& c = t.columns[t.column_at(a.name.text)];
  bool const drops = a.what == ast::alter_action::type::drop_default;
  if (is_identity(c)) {
    error e(errc::syntax_error, column_of(c.name, t) + " is an identity column");
    if (!drops) throw e;
    throw std::move(e).hint("Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.");
  }
  if (c.generated_text) {
    error e(errc::syntax_error, column_of(c.name, t) + " is a generated column");
    if (!drops) throw e;
    throw std::move(e).hint("Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.");
  }
  table_draft d;
  d.table = t;
  column_definition& changed = d.table.columns[t.column_at(a.name.text)];
  changed.default_text.reset();
  changed.sequence = catalog::no_object;
  if (!drops) set_default(d, t.column_at(a.name.text), *a.value);
  editor_.set_default(id, c.name, changed.default_text);
  if (c.sequence != changed.sequence || c.identity != identity_kind::none)
    editor_.set_sequence(id, c.name, changed.sequence, identity_kind::none);
}

void definer::alter_identity(object_id id, ast::alter_action const& a) {
  table_draft d;
  d.table = definition(id);
  std::size_t const at = d.table.column_at(a.name.text);
  column_definition const old = d.table.columns[at];
  std::string const column = column_of(old.name, d.table);
  auto const refuse = [](std::string text) {
    throw error(errc::object_not_in_prerequisite_state, std::move(text));
  };
  if (a.what == ast::alter_action::type::drop_identity) {
    if (is_identity(old)) {
      editor_.set_sequence(id, old.name, catalog::no_object, identity_kind::none);
      return editor_.drop_sequence(old.sequence, drop_behaviour::restrict);
    }
    if (a.if_exists) return notice(column + " is not an identity column, skipping");
    return refuse(column + " is not an identity column");
  }
  if (!old.not_null) refuse(column + " must be declared NOT NULL before identity can be added");
  if (is_identity(old)) refuse(column + " is already an identity column");
  if (old.default_text || old.sequence != catalog::no_object)
    refuse(column + " already has a default value");
  set_identity(d, at, *a.constraint);
  make_sequences(d);
  editor_.set_sequence(id, old.name, d.table.columns[at].sequence, d.table.columns[at].identity);
  own_sequences(d, id);
}

}  // namespace helios::sql::defining
