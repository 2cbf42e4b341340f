// helios/sql/impl/bind/change.ipp -- UPDATE and DELETE, and the door to all changes.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

namespace helios::sql::binding {

namespace detail {

/// The rows that a change reads, and what they are joined with.
struct read_rows {
  found_table table;
  std::string alias;
  node_ptr node;
  std::size_t width = 0;  // of the row, with its id
};

[[nodiscard]] inline read_rows read_target(scope& in, ast::change_target const& to,
                                           ast::list<ast::ref<ast::from_item>> others,
                                           ast::ref<ast::expression> where, std::string_view verb) {
  read_rows r;
  r.table = find_target_table(in, to, verb);
  r.alias = to.alias.empty() ? to.name.object().text : to.alias.text;
  auto scan = make_scan(in, r.table, r.alias);
  relation target = relation_over(scan->columns, r.alias);
  target.table = r.table.table;
  if (to.alias.empty()) {
    target.schema = r.table.schema;
    target.branch = r.table.branch;
  }
  if (r.table.table->primary_key() == nullptr) {
    scan->columns.push_back(in.of.new_column(type_id::int8, {}));
    scan->sources.push_back({plan::scan::source::type::row_id, 0});
  }
  r.width = scan->columns.size();
  in.relations.push_back(std::move(target));
  r.node = bind_from_list(in, others, nullptr, std::move(scan));
  if (where) {
    refuse_aggregates const none(in.refusal, "aggregate functions are not allowed in WHERE");
    r.node = filter_by(std::move(r.node), bind_condition(in, *where, "WHERE"));
  }
  return r;
}

/// The row, then the new values, then what RETURNING may read of the other items of FROM.
[[nodiscard]] inline std::vector<relation> project_change(scope& in, read_rows rows,
                                                          std::vector<new_value> const& values,
                                                          bool returning, plan::change& to) {
  auto project = std::make_unique<plan::project>();
  auto const add = [&](expression_ptr value, std::string name) {
    plan::column const c = in.of.new_column(value->type, std::move(name));
    project->columns.push_back(c);
    project->values.push_back(std::move(value));
    return exec::make_column(c.number, c.type, c.name);
  };
  for (std::size_t i = 0; i != rows.width; ++i) {
    plan::column const& c = rows.node->columns[i];
    add(exec::make_column(c.number, c.type, c.name), c.name);
  }
  for (new_value const& v : values) {
    to.targets.push_back(v.position);
    add(v.value, rows.table.table->columns[v.position].name);
  }
  std::vector<relation> others;
  for (std::size_t i = 1; returning && i < in.relations.size(); ++i) {
    others.push_back(in.relations[i]);
    for (field& f : others.back().fields) f.value = add(f.value, f.name);
  }
  project->inputs.push_back(std::move(rows.node));
  to.from.root = std::move(project);
  return others;
}

}  // namespace detail

void bind_update(scope& level, ast::update const& tree, plan::change& to) {
  scope in{level.of, &level, nullptr};
  to.what = plan::change::type::update;
  detail::read_rows rows = detail::read_target(in, tree.table, tree.from, tree.where, "update");
  found_table const table = rows.table;
  std::string const alias = rows.alias;
  to.table = table.table;
  std::vector<new_value> const values = bind_set(in, table, tree.set);
  std::vector<relation> others =
      detail::project_change(in, std::move(rows), values, !tree.returning.empty(), to);
  bind_returning(level, tree.returning, table, alias, std::move(others), to);
}

void bind_delete(scope& level, ast::delete_ const& tree, plan::change& to) {
  scope in{level.of, &level, nullptr};
  to.what = plan::change::type::erase;
  detail::read_rows rows =
      detail::read_target(in, tree.table, tree.using_, tree.where, "delete from");
  found_table const table = rows.table;
  std::string const alias = rows.alias;
  to.table = table.table;
  std::vector<relation> others =
      detail::project_change(in, std::move(rows), {}, !tree.returning.empty(), to);
  bind_returning(level, tree.returning, table, alias, std::move(others), to);
}

void bind_change(context& of, ast::statement const& tree, plan::change& to) {
  scope level{of};
  std::deque<common_table> tables;
  level.tables = &tables;
  using kind = ast::statement_kind;
  if (tree.kind == kind::merge) not_supported(level, "MERGE", tree.at);
  HELIOS_EXPECTS(tree.kind == kind::insert || tree.kind == kind::update ||
                 tree.kind == kind::delete_);
  bind_with(level, static_cast<ast::with_statement const&>(tree).with);
  if (tree.kind == kind::insert) {
    bind_insert(level, static_cast<ast::insert const&>(tree), to);
  } else if (tree.kind == kind::update) {
    bind_update(level, static_cast<ast::update const&>(tree), to);
  } else {
    bind_delete(level, static_cast<ast::delete_ const&>(tree), to);
  }
  inline_tables(level, to.from.root);
}

}  // namespace helios::sql::binding
