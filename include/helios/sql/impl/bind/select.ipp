// helios/sql/impl/bind/select.ipp -- SELECT: its clauses in the order in which rows go through
// them.
//
// Shape     FROM -> filter WHERE -> aggregate -> filter HAVING -> project the targets and what else
//           ORDER BY needs -> distinct, sort -> limit -> project the targets alone
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

namespace detail {

/// What was read of a SELECT, before it becomes nodes.
struct select_parts {
  std::vector<target> targets;
  std::size_t visible = 0;  // those before were written; the rest is for ORDER BY
  expressions groups;
  expression_ptr having;
  std::vector<ordering> order;
  std::vector<std::size_t> distinct_on;
};

inline void bind_order(scope& in, ast::select const& tree, select_parts& to) {
  for (ast::order_item const& item : tree.tail.order) {
    std::size_t const at = find_target(in, *item.key, "ORDER BY", to.targets, to.visible);
    if (tree.distinct && tree.distinct_on.empty() && at >= to.visible)
      throw error(errc::invalid_column_reference,
                  "for SELECT DISTINCT, ORDER BY expressions must appear in select list")
          .at(in.place(start_of(*item.key)));
    require_order(in, to.targets[at].value->type, start_of(*item.key));
    to.order.push_back({at, order_of(in, item)});
  }
}

inline void bind_distinct_on(scope& in, ast::select const& tree, select_parts& to) {
  for (auto const& e : tree.distinct_on) {
    std::size_t const at = find_target(in, *e, "SELECT DISTINCT ON", to.targets, to.visible);
    require_equality(in, to.targets[at].value->type, start_of(*e));
    if (std::find(to.distinct_on.begin(), to.distinct_on.end(), at) == to.distinct_on.end())
      to.distinct_on.push_back(at);
  }
  // The first of each group is only defined if the order begins with what makes the groups.
  auto const is_on = [&](ordering const& o) {
    return std::find(to.distinct_on.begin(), to.distinct_on.end(), o.target) !=
           to.distinct_on.end();
  };
  std::size_t const n = std::min(to.order.size(), to.distinct_on.size());
  for (std::size_t i = 0; i != n; ++i)
    if (!is_on(to.order[i]))
      throw error(errc::invalid_column_reference,
                  "SELECT DISTINCT ON expressions must match initial ORDER BY expressions")
          .at(in.place(start_of(*tree.distinct_on[0])));
}

/// Targets over groups, if the SELECT has any.
[[nodiscard]] inline node_ptr group(scope& in, node_ptr node, aggregation of, select_parts& parts) {
  grouped groups(in, std::move(of), std::move(parts.groups));
  for (target& t : parts.targets) t.value = groups.over(t.value);
  if (parts.having) parts.having = groups.over(parts.having);
  return groups.node(std::move(node));
}

[[nodiscard]] inline node_ptr project(scope& in, node_ptr node, select_parts const& parts) {
  auto project = std::make_unique<plan::project>();
  for (target const& t : parts.targets) {
    project->columns.push_back(in.of.new_column(t.value->type, t.label));
    project->values.push_back(t.value);
  }
  project->inputs.push_back(std::move(node));
  return project;
}

[[nodiscard]] inline node_ptr sort(node_ptr node, std::vector<ordering> const& by) {
  if (by.empty()) return node;
  auto sort = std::make_unique<plan::sort>();
  for (ordering const& o : by) {
    plan::column const& c = node->columns[o.target];
    sort->keys.push_back({exec::make_column(c.number, c.type, c.name), o.order});
  }
  sort->columns = node->columns;
  sort->inputs.push_back(std::move(node));
  return sort;
}

[[nodiscard]] inline node_ptr distinct(node_ptr node, std::vector<std::size_t> const& on) {
  auto distinct = std::make_unique<plan::distinct>();
  for (std::size_t const i : on) distinct->on.push_back(node->columns[i].number);
  distinct->columns = node->columns;
  distinct->inputs.push_back(std::move(node));
  return distinct;
}

/// Leaves out what only ORDER BY needed.
[[nodiscard]] inline node_ptr cut(scope& in, node_ptr node, std::size_t visible) {
  if (node->columns.size() == visible) return node;
  auto project = std::make_unique<plan::project>();
  for (std::size_t i = 0; i != visible; ++i) {
    plan::column const& c = node->columns[i];
    project->columns.push_back(in.of.new_column(c.type, c.name));
    project->values.push_back(exec::make_column(c.number, c.type, c.name));
  }
  project->inputs.push_back(std::move(node));
  return project;
}

/// Literals become text, unless what is around the query is to give them a type.
inline void settle_targets(select_parts& parts, bool distinct, bool keep_unknown) {
  auto const is_key = [&](std::size_t i) {
    return std::any_of(parts.order.begin(), parts.order.end(),
                       [&](ordering const& o) { return o.target == i; });
  };
  for (std::size_t i = 0; i != parts.targets.size(); ++i)
    if (!keep_unknown || distinct || is_key(i))
      parts.targets[i].value = settle(parts.targets[i].value);
}

}  // namespace detail

node_ptr bind_select(context& of, scope* outer, frame* boundary, ast::select const& tree,
                     query_wish wish) {
  scope in{of, outer, boundary};
  aggregation aggregates;
  in.grouping = &aggregates;
  in.refusal = {};
  if (!tree.windows.empty()) not_supported(in, "WINDOW", tree.at);
  node_ptr node;
  {
    // Of a LATERAL item that names only columns beside it.
    refuse_aggregates const none(
        in.refusal, "aggregate functions are not allowed in FROM clause of their own query level");
    node = bind_from_list(in, tree.from, &tree.time);
  }
  detail::select_parts parts;
  parts.targets = bind_targets(in, tree.targets);
  parts.visible = parts.targets.size();
  if (tree.distinct && tree.distinct_on.empty())
    for (target const& t : parts.targets)
      require_equality(in, t.value->type, t.tree != nullptr ? start_of(*t.tree) : tree.at);
  if (tree.where) {
    refuse_aggregates const none(in.refusal, "aggregate functions are not allowed in WHERE");
    node = filter_by(std::move(node), bind_condition(in, *tree.where, "WHERE"));
  }
  if (tree.having) parts.having = bind_condition(in, *tree.having, "HAVING");
  detail::bind_order(in, tree, parts);
  parts.groups = bind_group_by(in, tree.group_by, parts.targets);
  detail::bind_distinct_on(in, tree, parts);
  bool const groups = !tree.group_by.empty() || tree.having || !aggregates.aggregates.empty();
  if (groups) node = detail::group(in, std::move(node), std::move(aggregates), parts);
  if (parts.having) node = filter_by(std::move(node), parts.having);
  detail::settle_targets(parts, tree.distinct, wish.keep_unknown);
  node = detail::project(in, std::move(node), parts);
  bool const on = !parts.distinct_on.empty();
  if (tree.distinct && !on) node = detail::distinct(std::move(node), {});
  node = detail::sort(std::move(node), parts.order);
  if (on) node = detail::distinct(std::move(node), parts.distinct_on);
  node = add_limit(in, std::move(node), tree.tail);
  return detail::cut(in, std::move(node), parts.visible);
}

}  // namespace helios::sql::binding
