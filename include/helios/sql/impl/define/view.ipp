// helios/sql/impl/define/view.ipp -- CREATE VIEW, and what views make of changes below them.
//
// Shape     a view's text is read again whenever it is used, so that nothing in it may mean
//           something else later: tables have their schemas, a * is written out, and a column has
//           its table's name where another might get a column of its own
#pragma once

#include <helios/sql/impl/define/definer.hpp>
#include <helios/sql/impl/define/walk.hpp>
#include <helios/sql/parse.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace helios::sql::defining {

/// Calls what it has for the tables and stars of a query.
struct names_in_query {
  std::function<void(ast::table const&)> found;
  std::function<void(ast::star const&)> each_star;
  void column(ast::column const&) {}
  void star(ast::star const& s) { each_star(s); }
  void table(ast::table const& t, bool is_shared) {
    if (!is_shared) found(t);
  }
};

/// Where a star with its table's name lies in a text.
struct star_place {
  std::size_t begin, length;
};
[[nodiscard]] inline star_place place_of(ast::star const& s, std::string_view text,
                                         std::vector<token> const& tokens) {
  auto const sign = std::find_if(tokens.begin(), tokens.end(), [&](token const& t) {
    return t.offset >= s.at.offset && text.substr(t.offset, t.length) == "*";
  });
  HELIOS_EXPECTS(sign != tokens.end());
  auto const first = sign - 2 * static_cast<std::ptrdiff_t>(s.table.size());  // a name and a dot
  return {first->offset, sign->end() - first->offset};
}

std::string definer::resolved_text(ast::query const& tree, std::string_view text,
                                   resolved_names const& names) const {
  text_edit edit(text);
  for (auto const& [at, qualifier] : names.qualifiers) edit.replace(at, 0, qualifier);
  std::vector<token> tokens;
  tokenize(text, tokens);
  names_in_query parts{[&](ast::table const& t) {
                         if (t.name.parts.size() != 1) return;
                         if (auto const id = find(t.name))
                           edit.replace(t.name.at.offset, print(t.name).size(), full_name(*id));
                       },
                       [&](ast::star const& s) {
                         auto const columns = names.stars.find(s.at.offset);
                         if (columns == names.stars.end()) return;
                         std::set<std::string> distinct;
                         std::string all;
                         for (std::string const& c : columns->second) {
                           if (!distinct.insert(c).second) return;  // two of one name: only * can
                           all += (all.empty() ? "" : ", ") + c;
                         }
                         auto const [begin, length] = place_of(s, text, tokens);
                         if (!all.empty()) edit.replace(begin, length, all);
                       }};
  tree_walk<names_in_query> walk(parts);
  walk(static_cast<ast::statement const&>(tree));
  std::string const full = edit.result();
  arena memory;
  return print(static_cast<ast::statement const&>(parse_query(full, memory)));
}

std::string definer::view_text(ast::query const& tree,
                               std::span<plan::column const> columns) const {
  std::string const canonical = print(static_cast<ast::statement const&>(tree));
  arena memory;
  ast::query const& q = parse_query(canonical, memory);
  auto const means_the_same = [&](std::string const& text) {
    arena again;
    plan::query const bound = bind_query(parse_query(text, again), text, *of_);
    return std::equal(columns.begin(), columns.end(), bound.root->columns.begin(),
                      bound.root->columns.end(), [](plan::column const& a, plan::column const& b) {
                        return a.name == b.name && a.type == b.type;
                      });
  };
  try {
    std::string resolved = resolved_text(q, canonical, resolve_names(q, canonical, *of_));
    if (means_the_same(resolved)) return resolved;
  } catch (error const&) {
    // Some names have no other way to be written: then they stay as they are.
  }
  return resolved_text(q, canonical, {});
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
  if (bound.for_update) throw not_supported("FOR UPDATE in a view is");
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

struct stars {
  bool any = false;
  void column(ast::column const&) {}
  void star(ast::star const&) { any = true; }
  void table(ast::table const&, bool) {}
};

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
    auto const follow = [&](ast::table const& t) {
      std::string const written = print(t.name);
      if (written != old_name) return;
      bool const named = !t.alias.name.empty();
      if (!named && t.time.what != ast::period::type::none)
        throw error(errc::dependent_objects_still_exist, "cannot rename " + old_name +
                                                             " because view " + old->name +
                                                             " reads its past under this name");
      edit.replace(t.name.at.offset, written.size(), named ? now : now + " AS " + alias);
    };
    names_in_query parts{follow, [](ast::star const&) {}};
    tree_walk<names_in_query> walk(parts);
    walk(static_cast<ast::statement const&>(q));
    std::string const full = edit.result();
    arena again;
    catalog::view_definition changed = *old;
    changed.query = print(static_cast<ast::statement const&>(parse_query(full, again)));
    editor_.replace_view(std::move(changed));
  }
}

}  // namespace helios::sql::defining
