// helios/sql/impl/define/columns.ipp -- columns as CREATE TABLE and ADD COLUMN write them.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

#include <array>

namespace helios::sql::defining {

/// SERIAL and its kin are columns with a sequence, not types.
[[nodiscard]] inline types::type_id serial_type(ast::data_type const& tree) {
  using types::type_id;
  struct spelling {
    std::string_view name;
    type_id type;
  };
  static constexpr std::array spellings{
      spelling{"serial", type_id::int4},      spelling{"serial4", type_id::int4},
      spelling{"bigserial", type_id::int8},   spelling{"serial8", type_id::int8},
      spelling{"smallserial", type_id::int2}, spelling{"serial2", type_id::int2}};
  if (tree.name.parts.size() != 1) return type_id::unknown;
  for (spelling const& s : spellings) {
    if (tree.name.object() == s.name) return s.type;
  }
  return type_id::unknown;
}

[[nodiscard]] inline error declared_twice(std::string_view what, column_definition const& column,
                                          table_definition const& table, std::size_t position) {
  return error(errc::syntax_error, std::string(what) + " for column \"" + column.name +
                                       "\" of table \"" + table.name + "\"")
      .at(position);
}

void definer::refuse_collation(ast::qualified_name const& name) const {
  if (name.parts.empty()) return;
  std::string_view const c = name.object().text;
  if (c == "default" || c == "C" || c == "POSIX" || c == "ucs_basic") return;
  throw error(errc::undefined_object,
              "collation \"" + std::string(c) + "\" for encoding \"UTF8\" does not exist")
      .hint("Strings are compared by their bytes: collation \"C\".")
      .at(place(name.at));
}

void definer::add_column(table_draft& to, ast::column_definition const& tree) {
  using kind = ast::constraint::type;
  if (tree.encrypted) throw not_supported("encrypted columns are").at(place(tree.at));
  refuse_collation(tree.collation);
  types::type_id const serial = serial_type(tree.type);
  if (serial != types::type_id::unknown && !tree.type.array_bounds.empty())
    throw error(errc::feature_not_supported, "array of serial is not implemented")
        .at(place(tree.type.name.at));
  types::data_type const type = serial == types::type_id::unknown
                                    ? bind_type(tree.type, text_, type_finder())
                                    : types::data_type(serial);
  if (to.table.find_column(tree.name.text) != table_definition::npos) {
    throw error(errc::duplicate_column,
                "column \"" + std::string(tree.name.text) + "\" specified more than once");
  }
  std::size_t const at = to.table.columns.size();
  to.table.columns.push_back(editor_.new_column(std::string(tree.name.text), type));
  column_definition& column = to.table.columns.back();
  if (serial != types::type_id::unknown) {
    column.not_null = true;
    add_sequence(to, at, serial, {});
  }

  bool said_null = false;
  bool has_default = serial != types::type_id::unknown, has_identity = false, generated = false;
  for (ast::constraint const& c : tree.constraints) {
    switch (c.what) {
      case kind::null: said_null = true; break;
      case kind::not_null: column.not_null = true; break;
      case kind::default_:
        if (has_default)
          throw declared_twice("multiple default values specified", column, to.table, place(c.at));
        has_default = true;
        break;
      case kind::identity:
        if (has_identity)
          throw declared_twice("multiple identity specifications", column, to.table, place(c.at));
        has_identity = column.not_null = true;
        break;
      case kind::generated:
        if (generated)
          throw declared_twice("multiple generation clauses specified", column, to.table,
                               place(c.at));
        generated = true;
        break;
      case kind::autoincrement: to.numbered.insert(at); break;
      case kind::check:
      case kind::primary_key:
      case kind::unique:
      case kind::foreign_key: break;
    }
    if (said_null && column.not_null)
      throw declared_twice("conflicting NULL/NOT NULL declarations", column, to.table, place(c.at));
    if (has_default && has_identity)
      throw declared_twice("both default and identity specified", column, to.table, place(c.at));
    if (has_default && generated)
      throw declared_twice("both default and generation expression specified", column, to.table,
                           place(c.at));
    if (has_identity && generated)
      throw declared_twice("both identity and generation expression specified", column, to.table,
                           place(c.at));
    bool const flag =
        c.what == kind::null || c.what == kind::not_null || c.what == kind::autoincrement;
    if (!flag) to.written.push_back({&c, at});
  }
}

void definer::add_like(table_draft& to, ast::table_element const& tree) {
  table_ptr const from = table(tree.like);
  auto const takes = [&](std::string_view part) {
    bool on = false;
    for (ast::name const& n : tree.including) on |= n == part || n == "all";
    for (ast::name const& n : tree.excluding) on &= !(n == part || n == "all");
    return on;
  };
  std::size_t const first = to.table.columns.size();
  std::vector<column_id> ids;
  for (column_definition const& c : from->columns) {
    if (to.table.find_column(c.name) != table_definition::npos)
      throw error(errc::duplicate_column, "column \"" + c.name + "\" specified more than once");
    column_definition made = editor_.new_column(c.name, c.type);
    made.not_null = c.not_null;
    bool const identity =
        c.identity == identity_kind::by_default || c.identity == identity_kind::always;
    if (takes("defaults")) {
      made.default_text = c.default_text;
      if (!identity) made.sequence = c.sequence;
    }
    if (takes("generated")) made.generated_text = c.generated_text;
    ids.push_back(made.id);
    to.table.columns.push_back(std::move(made));
    if (identity && takes("identity")) {
      to.table.columns.back().identity = c.identity;
      add_sequence(to, to.table.columns.size() - 1, c.type.id, {});
      catalog::sequence_definition const& old = *in().find_sequence(c.sequence);
      catalog::sequence_definition& fresh = to.sequences.back().sequence;
      fresh.start = old.start;
      fresh.increment = old.increment;
      fresh.minimum = old.minimum;
      fresh.maximum = old.maximum;
      fresh.cycle = old.cycle;
    }
  }
  auto const here = [&](column_id there) { return ids[from->find_column(there)]; };
  bool const keys = takes("indexes");
  for (constraint_definition const& c : from->constraints) {
    bool const key = c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique;
    if (!(key && keys) && !(c.kind == constraint_kind::check && takes("constraints"))) continue;
    constraint_definition made;
    made.kind = c.kind;
    made.text = c.text;
    if (!key) made.name = c.name;
    for (column_id const id : c.columns) made.columns.push_back(here(id));
    if (c.kind == constraint_kind::primary_key && c.columns.size() == 1) {
      std::size_t const at = from->find_column(c.columns.front());
      identity_kind const kind = from->columns[at].identity;
      if (kind >= identity_kind::row_id) to.table.columns[first + at].identity = kind;
    }
    to.constraints.push_back(std::move(made));
  }
  if (!keys) return;
  for (catalog::index_definition const& i : from->indexes) {
    bool const of_constraint = std::any_of(from->constraints.begin(), from->constraints.end(),
                                           [&](auto const& c) { return c.index == i.id; });
    if (of_constraint) continue;
    catalog::index_definition made = i;
    made.name.clear();
    for (catalog::index_part& p : made.parts) {
      if (p.column != column_id{}) p.column = here(p.column);
    }
    to.indexes.push_back(std::move(made));
  }
}

void definer::set_default(table_draft& d, std::size_t at, ast::expression const& value) {
  column_definition& column = d.table.columns[at];
  if (auto const sequence = drawn_from(value)) {
    column.sequence = *sequence;
    return;
  }
  checked_expression e = default_for(d.table, column, value);
  bool const null = e.bound->kind == exec::expression_kind::constant && e.bound->value.is_null();
  if (!null) column.default_text = std::move(e.text);
}

void definer::set_generated(table_draft& d, std::size_t at, ast::expression const& value) {
  checked_expression e = over(d.table, value, d.table.columns[at].type);
  for (std::size_t const used : columns_of(*e.bound)) {
    bool const also = std::any_of(d.written.begin(), d.written.end(), [&](auto const& w) {
      return w.column == used && w.source->what == ast::constraint::type::generated;
    });
    if (!also && !d.table.columns[used].generated_text) continue;
    throw error(errc::invalid_object_definition, "cannot use generated column \"" +
                                                     d.table.columns[used].name +
                                                     "\" in column generation expression")
        .detail("A generated column cannot reference another generated column.")
        .at(place(value.at));
  }
  if (exec::changes(*e.bound) != exec::volatility::immutable)
    throw error(errc::invalid_object_definition, "generation expression is not immutable");
  require_assignable(*e.bound, d.table.columns[at], "generation");
  d.table.columns[at].generated_text = std::move(e.text);
}

void definer::set_identity(table_draft& d, std::size_t at, ast::constraint const& tree) {
  column_definition& column = d.table.columns[at];
  if (!catalog::is_integer(column.type.id)) {
    throw error(errc::invalid_parameter_value,
                "identity column type must be smallint, integer, or bigint");
  }
  column.identity = tree.always ? identity_kind::always : identity_kind::by_default;
  add_sequence(d, at, column.type.id, tree.sequence);
}

void definer::add_sequence(table_draft& d, std::size_t at, types::type_id type,
                           ast::list<ast::sequence_option> const& options) {
  catalog::sequence_definition s;
  s.schema = d.table.schema;
  for (ast::sequence_option const& o : options) {
    if (o.what == ast::sequence_option::type::sequence_name) s.name = o.name.object().text;
  }
  read_options(s, type, options, nullptr);
  d.sequences.push_back({at, std::move(s)});
}

void definer::make_sequences(table_draft& d) {
  for (table_draft::owned_sequence& s : d.sequences) {
    column_definition& column = d.table.columns[s.column];
    if (s.sequence.name.empty())
      s.sequence.name =
          free_relation_name(d.table.schema, d.table.name + "_" + column.name + "_seq");
    s.sequence.id = editor_.create_sequence(s.sequence);
    column.sequence = s.sequence.id;
  }
}

/// A sequence goes with its column; the table has its number only now.
void definer::own_sequences(table_draft const& d, object_id table) {
  for (table_draft::owned_sequence const& s : d.sequences) {
    catalog::sequence_definition owned = *in().find_sequence(s.sequence.id);
    owned.owner = table;
    owned.owner_column = d.table.columns[s.column].id;
    editor_.alter_sequence(std::move(owned));
  }
}

}  // namespace helios::sql::defining
