// helios/sql/impl/define/table.ipp -- CREATE TABLE, CREATE TABLE .. AS.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

namespace helios::sql::defining {

inline void refuse_unsupported(ast::create_table const& tree) {
  using life = ast::create_table::lifetime;
  if (tree.life == life::temporary) {
    throw not_supported("temporary tables are")
        .hint("Create a branch for work that is to be thrown away.");
  }
  if (!tree.inherits.empty()) throw not_supported("table inheritance is");
  if (tree.on_commit != ast::create_table::at_commit::unsaid)
    throw error(errc::invalid_table_definition, "ON COMMIT can only be used on temporary tables");
}

/// INTEGER PRIMARY KEY without another source of values numbers its rows, as in SQLite.
inline void number_rows(table_draft& d) {
  for (constraint_definition const& c : d.constraints) {
    if (c.kind != constraint_kind::primary_key || c.columns.size() != 1) continue;
    std::size_t const at = d.table.find_column(c.columns.front());
    column_definition& column = d.table.columns[at];
    bool const has_source = column.default_text || column.generated_text ||
                            column.sequence != catalog::no_object ||
                            column.identity != identity_kind::none ||
                            std::any_of(d.sequences.begin(), d.sequences.end(),
                                        [&](auto const& s) { return s.column == at; });
    bool const asked = d.numbered.contains(at) && catalog::is_integer(column.type.id);
    if (has_source || !(asked || column.type.id == types::type_id::int4)) continue;
    column.identity = asked ? identity_kind::autoincrement : identity_kind::row_id;
    d.numbered.erase(at);
  }
}

void definer::refuse_options(ast::list<ast::option> const& options) {
  static constexpr std::string_view ignored[] = {"fillfactor",
                                                 "parallel_workers",
                                                 "toast_tuple_target",
                                                 "user_catalog_table",
                                                 "log_autovacuum_min_duration",
                                                 "oids",
                                                 "deduplicate_items"};
  for (ast::option const& o : options) {
    std::string const name(o.key.back().text);
    if (name.starts_with("encryption")) throw not_supported("encrypted tables are").at(place(o.at));
    bool const known = name.starts_with("autovacuum_") ||
                       std::find(std::begin(ignored), std::end(ignored), name) != std::end(ignored);
    if (!known)
      throw error(errc::invalid_parameter_value, "unrecognized parameter \"" + name + "\"")
          .at(place(o.at));
    notice("storage parameter \"" + name + "\" is ignored");
  }
}

table_draft definer::draft(ast::create_table const& tree, object_id schema) {
  table_draft d;
  d.table.schema = schema;
  d.table.name = tree.name.object().text;
  for (ast::table_element const& e : tree.elements) {
    if (e.column) {
      add_column(d, *e.column);
    } else if (e.constraint) {
      d.written.push_back({e.constraint.get(), table_definition::npos});
    } else {
      add_like(d, e);
    }
  }
  return d;
}

object_id definer::make(table_draft& d) {
  make_sequences(d);
  object_id const id =
      editor_.create_table(d.table.schema, d.table.name, d.table.columns, d.constraints);
  own_sequences(d, id);
  for (table_draft::foreign_key const& f : d.foreign_keys) make_foreign_key(id, f);
  for (catalog::index_definition& i : d.indexes) editor_.create_index(id, std::move(i));
  return id;
}

void definer::define(ast::create_table const& tree) {
  refuse_unsupported(tree);
  object_id const schema = schema_for(tree.name);
  if (skips(tree.if_not_exists, schema, tree.name.object().text)) return;
  refuse_options(tree.options);
  table_draft d = draft(tree, schema);
  settle(d);
  number_rows(d);
  if (!d.numbered.empty())
    throw error(errc::syntax_error, "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY");
  make(d);
}

std::optional<object_id> definer::define_as(ast::create_table const& tree,
                                            std::span<plan::column const> columns) {
  refuse_unsupported(tree);
  object_id const schema = schema_for(tree.name);
  if (skips(tree.if_not_exists, schema, tree.name.object().text)) return {};
  refuse_options(tree.options);
  if (tree.columns.size() > columns.size())
    throw error(errc::syntax_error, "too many column names were specified");
  table_draft d;
  d.table.schema = schema;
  d.table.name = tree.name.object().text;
  for (std::size_t i = 0; i != columns.size(); ++i) {
    std::string name(i < tree.columns.size() ? tree.columns[i].text
                                             : std::string_view(columns[i].name));
    // A literal without a type is text in a table.
    types::data_type const type = columns[i].type.id == types::type_id::unknown
                                      ? types::data_type(types::type_id::text)
                                      : columns[i].type;
    d.table.columns.push_back(editor_.new_column(std::move(name), type));
  }
  return make(d);
}

}  // namespace helios::sql::defining
