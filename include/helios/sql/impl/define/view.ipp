// helios/sql/impl/define/view.ipp -- CREATE VIEW, and what views make of changes below them.
//
// Shape     a view's text is read again whenever it is used, so that nothing in it may mean
//           something else later: tables have their schemas, and * in its target lists is written
//           out
#pragma once

#include <helios/sql/impl/define/definer.hpp>
#include <helios/sql/impl/define/walk.hpp>
#include <helios/sql/parse.hpp>

#include <functional>

namespace helios::sql::defining {

[[nodiscard]] inline std::string as_list(std::span<plan::column const> columns,
                                         std::string_view table) {
  std::string out;
  for (plan::column const& c : columns) {
    if (!out.empty()) out += ", ";
    if (!table.empty()) out += std::string(table) + ".";
    out += quote_name(c.name);
  }
  return out;
}

/// Replaces the * of each target list by the columns that it stands for, if the list has only one.
inline void expand_star(ast::query const& q, std::span<plan::column const> columns, text_edit& edit,
                        surroundings& of) {
  if (q.kind == ast::statement_kind::set_operation) {
    auto const& both = static_cast<ast::set_operation const&>(q);
    expand_star(*both.left, columns, edit, of);
    if (q.with.tables.empty())
      expand_star(*both.right, bind_query(*both.right, edit.text(), of).root->columns, edit, of);
    return;
  }
  if (q.kind != ast::statement_kind::select) return;
  auto const& s = static_cast<ast::select const&>(q);
  ast::star const* star = nullptr;
  std::size_t before = 0;
  for (std::size_t i = 0; i != s.targets.size(); ++i) {
    if (s.targets[i].value->kind != ast::expression_kind::star) continue;
    if (star != nullptr) return;
    star = static_cast<ast::star const*>(s.targets[i].value.get());
    before = i;
  }
  if (star == nullptr || star->row || columns.size() + 1 < s.targets.size()) return;
  std::string table;
  for (ast::name const& n : star->table) table += (table.empty() ? "" : ".") + quote_name(n.text);
  edit.replace(star->at.offset, table.empty() ? 1 : table.size() + 2,
               as_list(columns.subspan(before, columns.size() + 1 - s.targets.size()), table));
}

struct table_names {
  std::function<void(ast::table const&)> found;
  void column(ast::column const&) {}
  void star(ast::star const&) {}
  void table(ast::table const& t, bool is_shared) {
    if (!is_shared) found(t);
  }
};

struct stars {
  bool any = false;
  void column(ast::column const&) {}
  void star(ast::star const&) { any = true; }
  void table(ast::table const&, bool) {}
};

std::string definer::view_text(ast::query const& tree,
                               std::span<plan::column const> columns) const {
  std::string const canonical = print(static_cast<ast::statement const&>(tree));
  arena memory;
  ast::query const& q = parse_query(canonical, memory);
  text_edit edit(canonical);
  table_names tables{[&](ast::table const& t) {
    if (t.name.parts.size() != 1) return;
    if (auto const id = find(t.name))
      edit.replace(t.name.at.offset, print(t.name).size(), full_name(*id));
  }};
  tree_walk<table_names> walk(tables);
  walk(static_cast<ast::statement const&>(q));
  expand_star(q, columns, edit, *of_);
  std::string const full = edit.result();
  arena again;
  return print(static_cast<ast::statement const&>(parse_query(full, again)));
}

void definer::define(ast::create_view const& tree) {
  if (tree.materialized) throw not_supported("materialized views are");
  if (tree.temporary) throw not_supported("temporary views are");
  if (tree.check_option != ast::create_view::check::none)
    throw not_supported("WITH CHECK OPTION is").detail("Rows cannot be written through views.");
  for (ast::option const& o : tree.options)
    notice("view parameter \"" + std::string(o.key.back().text) + "\" is ignored");
  if (tree.parameters != 0) {
    throw error(errc::undefined_parameter, "there is no parameter $1");
  }

  catalog::view_definition view;
  view.schema = schema_for(tree.name);
  view.name = tree.name.object().text;
  // CREATE RECURSIVE VIEW v (a) AS q is CREATE VIEW v AS WITH RECURSIVE v (a) AS (q) SELECT a FROM
  // v
  std::string recursive;
  arena memory;
  ast::query const* query = tree.query.get();
  std::string_view text = text_;
  if (tree.recursive) {
    std::string columns;
    for (ast::name const& n : tree.columns)
      columns += (columns.empty() ? "" : ", ") + quote_name(n.text);
    std::string const name = quote_name(view.name);
    recursive = "WITH RECURSIVE " + name + " (" + columns + ") AS (" +
                print(static_cast<ast::statement const&>(*query)) + ") SELECT " + columns +
                " FROM " + name;
    query = &parse_query(recursive, memory);
    text = recursive;
  }
  plan::query const bound = bind_query(*query, text, *of_);
  std::vector<plan::column> columns = bound.root->columns;
  view.query = view_text(*query, columns);
  view.reads = relations_of(*query, text, *of_);
  if (tree.columns.size() > columns.size())
    throw error(errc::syntax_error, "CREATE VIEW specifies more column names than columns");
  for (std::size_t i = 0; i != columns.size(); ++i) {
    if (i < tree.columns.size()) columns[i].name = tree.columns[i].text;
    for (std::string const& other : view.columns) {
      if (other == columns[i].name)
        throw error(errc::duplicate_column, "column \"" + other + "\" specified more than once");
    }
    view.columns.push_back(columns[i].name);
  }

  auto const there = in().find_relation(view.schema, view.name);
  if (!there || !tree.or_replace) {
    if (skips(tree.if_not_exists, view.schema, view.name)) return;
    editor_.create_view(std::move(view));
    return;
  }
  catalog::view_ptr const old = in().find_view(*there);
  if (!old) throw error(errc::wrong_object_type, "\"" + view.name + "\" is not a view");
  // What reads the view goes on reading it.
  arena old_memory;
  plan::query const old_bound = bind_query(parse_query(old->query, old_memory), old->query, *of_);
  std::vector<plan::column> const& old_columns = old_bound.root->columns;
  if (old_columns.size() > columns.size())
    throw error(errc::invalid_table_definition, "cannot drop columns from view");
  for (std::size_t i = 0; i != old_columns.size(); ++i) {
    if (old->columns[i] != columns[i].name) {
      throw error(errc::invalid_table_definition, "cannot change name of view column \"" +
                                                      old->columns[i] + "\" to \"" +
                                                      columns[i].name + "\"")
          .hint("Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.");
    }
    if (old_columns[i].type != columns[i].type) {
      throw error(errc::invalid_table_definition, "cannot change data type of view column \"" +
                                                      columns[i].name + "\" from " +
                                                      types::to_string(old_columns[i].type) +
                                                      " to " + types::to_string(columns[i].type));
    }
  }
  if (std::find(view.reads.begin(), view.reads.end(), old->id) != view.reads.end()) {
    throw error(errc::invalid_object_definition,
                "infinite recursion detected in rules for relation \"" + view.name + "\"");
  }
  view.id = old->id;
  editor_.replace_view(std::move(view));
}

/// Whether a view may read a column of what it reads: its text has the name, or a * somewhere.
bool definer::view_uses(catalog::view_definition const& view, std::string_view column) {
  std::string const written = quote_name(column);
  std::vector<token> tokens;
  tokenize(view.query, tokens);
  for (token const& t : tokens) {
    if (std::string_view(view.query).substr(t.offset, t.length) == written) return true;
    if (t.kind == token_kind::kw_natural) return true;
  }
  arena memory;
  stars found;
  tree_walk<stars> walk(found);
  walk(static_cast<ast::statement const&>(parse_query(view.query, memory)));
  return found.any;
}

void definer::refuse_if_views_use(table_definition const& t, std::string_view column,
                                  error const& refusal) const {
  for (object_id const id : t.dependents) {
    catalog::view_ptr const v = in().find_view(id);
    if (!v || !view_uses(*v, column)) continue;
    throw error(refusal).detail("view " + v->name + " depends on column \"" + std::string(column) +
                                "\"");
  }
}

void definer::follow_rename(object_id relation, std::string const& old_name,
                            std::string const& alias) {
  std::vector<object_id> readers;
  if (table_ptr const t = in().find_table(relation)) readers = t->dependents;
  if (catalog::view_ptr const v = in().find_view(relation)) readers = v->dependents;
  std::string const now = full_name(relation);
  for (object_id const id : readers) {
    catalog::view_ptr const old = in().find_view(id);
    if (!old) continue;
    arena memory;
    ast::query const& q = parse_query(old->query, memory);
    text_edit edit(old->query);
    table_names tables{[&](ast::table const& t) {
      std::string const written = print(t.name);
      if (written != old_name) return;
      bool const named = !t.alias.name.empty();
      if (!named && t.time.what != ast::period::type::none)
        throw error(errc::dependent_objects_still_exist, "cannot rename " + old_name +
                                                             " because view " + old->name +
                                                             " reads its past under this name");
      edit.replace(t.name.at.offset, written.size(), named ? now : now + " AS " + alias);
    }};
    tree_walk<table_names> walk(tables);
    walk(static_cast<ast::statement const&>(q));
    std::string const full = edit.result();
    arena again;
    catalog::view_definition changed = *old;
    changed.query = print(static_cast<ast::statement const&>(parse_query(full, again)));
    editor_.replace_view(std::move(changed));
  }
}

}  // namespace helios::sql::defining
