// helios/sql/impl/define/rename.ipp -- RENAME, SET SCHEMA, COMMENT.
#pragma once

#include <helios/sql/impl/define/definer.hpp>
#include <helios/sql/kept_expression.hpp>
#include <helios/sql/parse.hpp>

namespace helios::sql::defining {

void definer::define(ast::rename const& tree) {
  std::string const to(tree.to.text);
  if (tree.what == ast::object_kind::schema) {
    object_id const id = in().schema(tree.name.object().text);
    bool has_types = false;
    in().each_name(
        id, [&](std::string_view, object_id) { has_types = true; }, catalog::name_class::type);
    std::vector<std::pair<object_id, std::string>> relations;
    in().each_name(id, [&](std::string_view, object_id each) {
      object_kind const kind = *in().kind_of(each);
      if (kind == object_kind::table || kind == object_kind::view)
        relations.emplace_back(each, full_name(each));
    });
    editor_.rename(id, to);
    for (auto const& [relation, old_name] : relations)
      follow_rename(relation, old_name, quote_name(in().find(relation)->name));
    if (has_types)
      require_expressions("cannot rename schema " + std::string(tree.name.object().text));
    return;
  }
  if (tree.what == ast::object_kind::type && tree.part == ast::object_kind::table)
    return rename_type(tree);
  std::optional<object_id> const found = find(tree.name, tree.if_exists);
  if (!found && tree.if_exists) {
    return notice("relation \"" + std::string(tree.name.object().text) +
                  "\" does not exist, skipping");
  }
  object_id const id = relation(tree.name);
  if (tree.part == ast::object_kind::column) {
    if (catalog::view_ptr const v = in().find_view(id)) return rename_view_column(v, tree);
    return rename_column(*table(tree.name), tree);
  }
  if (tree.part == ast::object_kind::constraint)
    return editor_.rename_constraint(table(tree.name)->id, tree.from.text, to);
  object_kind const kind = *in().kind_of(id);
  // ALTER TABLE renames whatever is a relation; the others want their own kind.
  bool const fits = tree.what == ast::object_kind::table ||
                    (tree.what == ast::object_kind::view && kind == object_kind::view) ||
                    (tree.what == ast::object_kind::index && kind == object_kind::index) ||
                    (tree.what == ast::object_kind::sequence && kind == object_kind::sequence);
  if (!fits) {
    if (tree.what > ast::object_kind::sequence || tree.what == ast::object_kind::materialized_view)
      throw not_supported("renaming such objects is").at(place(tree.at));
    std::string_view const wanted = tree.what == ast::object_kind::view    ? "a view"
                                    : tree.what == ast::object_kind::index ? "an index"
                                                                           : "a sequence";
    throw error(errc::wrong_object_type,
                "\"" + std::string(tree.name.object().text) + "\" is not " + std::string(wanted));
  }
  std::string const old_name = full_name(id);
  std::string const alias = quote_name(in().find(id)->name);
  editor_.rename(id, to);
  follow_rename(id, old_name, alias);
}

void definer::rename_column(table_definition const& t, ast::rename const& tree) {
  std::string const from(tree.from.text), to(tree.to.text);
  if (t.find_column(from) == table_definition::npos)
    throw error(errc::undefined_column, "column \"" + from + "\" does not exist");
  if (t.find_column(to) != table_definition::npos)
    throw error(errc::duplicate_column,
                "column \"" + to + "\" of relation \"" + t.name + "\" already exists");
  for (std::string const& name : {from, to}) {
    // A view finds columns by their names; under the new one it might find another, or none.
    refuse_if_views_use(t, name,
                        error(errc::dependent_objects_still_exist,
                              "cannot rename column " + from + " of table " + t.name +
                                  " because other objects depend on it")
                            .hint("Drop the views, and create them again after the change."));
  }
  editor_.rename_column(
      t.id, from, to, [&](std::string const& text) { return sql::rename_column(text, from, to); });
}

void definer::rename_view_column(catalog::view_ptr const& v, ast::rename const& tree) {
  std::string const from(tree.from.text), to(tree.to.text);
  auto const at = std::find(v->columns.begin(), v->columns.end(), from);
  if (at == v->columns.end())
    throw error(errc::undefined_column, "column \"" + from + "\" does not exist");
  if (std::find(v->columns.begin(), v->columns.end(), to) != v->columns.end())
    throw error(errc::duplicate_column,
                "column \"" + to + "\" of relation \"" + v->name + "\" already exists");
  for (object_id const id : v->dependents) {
    catalog::view_ptr const reader = in().find_view(id);
    if (!reader || (!view_uses(*reader, from) && !view_uses(*reader, to))) continue;
    throw error(errc::dependent_objects_still_exist, "cannot rename column " + from + " of view " +
                                                         v->name +
                                                         " because other objects depend on it")
        .detail("view " + reader->name + " depends on column \"" + from + "\"");
  }
  catalog::view_definition changed = *v;
  changed.columns[static_cast<std::size_t>(at - v->columns.begin())] = to;
  editor_.replace_view(std::move(changed));
}

void definer::define(ast::set_schema const& tree) {
  if (tree.what == ast::object_kind::type) {
    catalog::enumeration_ptr const e = enumeration(tree.name);
    editor_.move(e->id, in().schema(tree.schema.text));
    return require_expressions("cannot move type " + e->name);
  }
  std::optional<object_id> const found = find(tree.name, tree.if_exists);
  if (!found && tree.if_exists) {
    return notice("relation \"" + std::string(tree.name.object().text) +
                  "\" does not exist, skipping");
  }
  object_id const id = relation(tree.name);
  object_kind const kind = *in().kind_of(id);
  if (kind == object_kind::index)
    throw error(errc::wrong_object_type,
                "cannot change schema of index \"" + std::string(tree.name.object().text) + "\"")
        .hint("Change the schema of the table instead.");
  if (catalog::sequence_ptr const s = in().find_sequence(id); s && s->owner != catalog::no_object)
    throw error(errc::feature_not_supported, "cannot move an owned sequence into another schema")
        .detail("Sequence \"" + s->name + "\" is linked to table \"" + in().find(s->owner)->name +
                "\".");
  std::string const old_name = full_name(id);
  std::string const alias = quote_name(in().find(id)->name);
  editor_.move(id, in().schema(tree.schema.text));
  follow_rename(id, old_name, alias);
}

/// Comments are not kept; a script that makes them runs all the same.
void definer::define(ast::comment const& tree) {
  switch (tree.what) {
    case ast::object_kind::table:
    case ast::object_kind::view:
    case ast::object_kind::index:
    case ast::object_kind::sequence: static_cast<void>(relation(tree.name)); break;
    case ast::object_kind::schema: static_cast<void>(in().schema(tree.name.object().text)); break;
    case ast::object_kind::type: static_cast<void>(enumeration(tree.name)); break;
    case ast::object_kind::column: {
      ast::qualified_name of;
      arena memory;
      of.at = tree.name.at;
      for (std::size_t i = 0; i + 1 < tree.name.parts.size(); ++i)
        of.parts.append(memory, tree.name.parts[i]);
      if (of.parts.empty())
        throw error(errc::syntax_error, "column name must be qualified").at(place(tree.name.at));
      object_id const id = relation(of);
      if (table_ptr const t = in().find_table(id))
        static_cast<void>(t->column_at(tree.name.object().text));
      break;
    }
    case ast::object_kind::constraint:
      if (table_ptr const t = table(tree.on);
          t->find_constraint(tree.name.object().text) == nullptr)
        throw error(errc::undefined_object, "constraint \"" + std::string(tree.name.object().text) +
                                                "\" for table \"" + t->name + "\" does not exist");
      break;
    default: throw not_supported("such objects are").at(place(tree.at));
  }
  throw not_supported("COMMENT ON is");
}

}  // namespace helios::sql::defining
