// helios/sql/impl/define/constraints.ipp -- keys, CHECK and foreign keys, with the names that
// PostgreSQL gives them.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

#include <algorithm>

namespace helios::sql::defining {

[[nodiscard]] inline catalog::key_action action_of(ast::foreign_action const& a) {
  using written = ast::foreign_action::type;
  if (!a.columns.empty()) throw not_supported("SET NULL and SET DEFAULT of some columns are");
  switch (a.what) {
    case written::unsaid:
    case written::no_action: return catalog::key_action::no_action;
    case written::restrict: return catalog::key_action::restrict;
    case written::cascade: return catalog::key_action::cascade;
    case written::set_null: return catalog::key_action::set_null;
    case written::set_default: return catalog::key_action::set_default;
  }
  HELIOS_UNREACHABLE();
}

inline void refuse_unsupported(ast::constraint const& c, std::size_t position) {
  using defer = ast::constraint::defer;
  if (c.deferrable == defer::yes || c.initially_deferred == defer::yes)
    throw not_supported("deferrable constraints are").at(position);
  if (c.nulls_not_distinct) throw not_supported("NULLS NOT DISTINCT is").at(position);
  if (!c.index.empty()) throw not_supported("constraints USING INDEX are").at(position);
  if (c.match == ast::constraint::matching::partial)
    throw error(errc::feature_not_supported, "MATCH PARTIAL not yet implemented").at(position);
}

[[nodiscard]] inline std::string free_constraint_name(table_draft const& d,
                                                      std::string const& wanted) {
  auto const taken = [&](std::string const& name) {
    return d.table.find_constraint(name) != nullptr ||
           std::any_of(d.constraints.begin(), d.constraints.end(),
                       [&](auto const& c) { return c.name == name; }) ||
           std::any_of(d.written.begin(), d.written.end(),
                       [&](auto const& w) { return w.source->name == name; });
  };
  std::string name = wanted;
  for (int n = 1; taken(name); ++n) name = wanted + std::to_string(n);
  return name;
}

void definer::settle(table_draft& d) {
  for (table_draft::written_constraint const& w : d.written) settle(d, w);
}

void definer::settle(table_draft& d, table_draft::written_constraint const& w) {
  using kind = ast::constraint::type;
  ast::constraint const& c = *w.source;
  refuse_unsupported(c, place(c.at));
  refuse_options(c.options);
  if (!c.include.empty()) notice("INCLUDE is ignored: an index leads to the whole row");
  switch (c.what) {
    case kind::default_: return set_default(d, w.column, *c.value);
    case kind::generated: return set_generated(d, w.column, *c.value);
    case kind::identity: return set_identity(d, w.column, c);
    case kind::check: return add_check(d, w);
    case kind::primary_key:
    case kind::unique: return add_key(d, w);
    case kind::foreign_key: {
      table_draft::foreign_key f{&c, {}};
      if (w.column != table_definition::npos) f.columns.push_back(d.table.columns[w.column].id);
      for (ast::name const& n : c.columns) {
        std::size_t const at = d.table.find_column(n.text);
        if (at == table_definition::npos)
          throw error(errc::undefined_column,
                      "column \"" + std::string(n.text) +
                          "\" referenced in foreign key constraint does not exist");
        f.columns.push_back(d.table.columns[at].id);
      }
      d.foreign_keys.push_back(std::move(f));
      return;
    }
    case kind::null:
    case kind::not_null:
    case kind::autoincrement: break;  // said with the column
  }
  HELIOS_UNREACHABLE();
}

void definer::add_key(table_draft& d, table_draft::written_constraint const& w) {
  ast::constraint const& c = *w.source;
  bool const primary = c.what == ast::constraint::type::primary_key;
  if (primary && std::any_of(d.constraints.begin(), d.constraints.end(), [](auto const& other) {
        return other.kind == constraint_kind::primary_key;
      })) {
    throw error(errc::invalid_table_definition,
                "multiple primary keys for table \"" + d.table.name + "\" are not allowed")
        .at(place(c.at));
  }
  constraint_definition made;
  made.kind = primary ? constraint_kind::primary_key : constraint_kind::unique;
  made.name = c.name.text;
  if (w.column != table_definition::npos) made.columns.push_back(d.table.columns[w.column].id);
  for (ast::name const& n : c.columns) {
    std::size_t const at = d.table.find_column(n.text);
    if (at == table_definition::npos) {
      throw error(errc::undefined_column,
                  "column \"" + std::string(n.text) + "\" named in key does not exist")
          .at(place(c.at));
    }
    column_id const id = d.table.columns[at].id;
    if (std::find(made.columns.begin(), made.columns.end(), id) != made.columns.end()) {
      throw error(errc::duplicate_column, "column \"" + std::string(n.text) +
                                              "\" appears twice in " +
                                              (primary ? "primary key" : "unique") + " constraint")
          .at(place(c.at));
    }
    made.columns.push_back(id);
  }
  for (column_id const id : made.columns) require_order(d.table.column(id).type, place(c.at));
  d.constraints.push_back(std::move(made));
}

void definer::add_check(table_draft& d, table_draft::written_constraint const& w) {
  ast::constraint const& c = *w.source;
  checked_expression e = condition(d.table, *c.value, "CHECK");
  constraint_definition made;
  made.kind = constraint_kind::check;
  made.name = c.name.text;
  if (made.name.empty()) {
    std::set<std::size_t> const used = columns_of(*e.bound);
    std::string const column =
        used.size() == 1 ? "_" + d.table.columns[*used.begin()].name : std::string();
    made.name = free_constraint_name(d, d.table.name + column + "_check");
  }
  made.text = std::move(e.text);
  d.constraints.push_back(std::move(made));
}

void definer::make_foreign_key(object_id id, table_draft::foreign_key const& key) {
  ast::constraint const& c = *key.source;
  table_ptr const here = in().find_table(id);
  std::optional<object_id> const found = find(c.references);
  if (!found) static_cast<void>(relation(c.references));  // throws
  table_ptr const parent = in().find_table(*found);
  if (!parent) {
    throw error(
        errc::wrong_object_type,
        "referenced relation \"" + std::string(c.references.object().text) + "\" is not a table");
  }
  constraint_definition made;
  made.kind = constraint_kind::foreign_key;
  made.name = c.name.text;
  made.columns = key.columns;
  made.referenced = parent->id;
  for (ast::name const& n : c.referenced) {
    std::size_t const at = parent->find_column(n.text);
    if (at == table_definition::npos)
      throw error(errc::undefined_column,
                  "column \"" + std::string(n.text) +
                      "\" referenced in foreign key constraint does not exist");
    made.referenced_columns.push_back(parent->columns[at].id);
  }
  made.match = c.match == ast::constraint::matching::full ? catalog::match_kind::full
                                                          : catalog::match_kind::simple;
  made.on_delete = action_of(c.on_delete);
  made.on_update = action_of(c.on_update);
  editor_.add_constraint(id, std::move(made));
}

}  // namespace helios::sql::defining
