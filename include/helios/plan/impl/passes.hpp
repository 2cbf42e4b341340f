// helios/plan/impl/passes.hpp -- the steps of optimize(), in their order.
//
// Requires  of each what the ones before left: conditions lie one by one in lists, each node's
//           columns are those that its inputs hand out
#pragma once

#include <helios/plan/impl/walk.hpp>
#include <helios/plan/optimize.hpp>

#include <unordered_map>

namespace helios::plan::detail {

/// The scans of a plan by the columns that they make.
using scans_by_column = std::unordered_map<std::uint32_t, scan const*>;

struct planning {
  query& q;
  exec::session const& session;
  row_counts const& counts;
  /// Of the plan at hand, for a step that asks often; nullptr: they are looked for.
  scans_by_column const* scans = nullptr;

  /// How many rows a table is planned for. A plan outlives the state it was made for, so small
  /// tables are taken to grow.
  [[nodiscard]] double rows_of(scan const& s) const {
    return std::max(100.0, static_cast<double>(counts(s.state, s.table->rows)));
  }
  [[nodiscard]] std::uint32_t new_slot() const { return q.slots++; }
};

/// Calls f with the root of the statement, of each subquery and of each shared query.
template <class F>
void each_root(query& q, F&& f) {
  for (node_ptr& s : q.shared)
    if (s) f(s);
  for (subquery& s : q.subqueries)
    if (s.root) f(s.root);
  f(q.root);
}

/// Nodes that pass columns on: what their inputs hand out now.
inline void renew_columns(node& n) {
  switch (n.kind) {
    case node_kind::filter:
    case node_kind::sort:
    case node_kind::limit:
    case node_kind::distinct: n.columns = n.inputs[0]->columns; return;
    case node_kind::join:
      n.columns = n.inputs[0]->columns;
      if (as<join>(n).how <= exec::join_kind::full)
        n.columns.insert(n.columns.end(), n.inputs[1]->columns.begin(), n.inputs[1]->columns.end());
      std::erase_if(n.columns, [&](column const& c) { return is_dropped(as<join>(n), c); });
      return;
    case node_kind::values:
    case node_kind::scan:
    case node_kind::rows:
    case node_kind::series:
    case node_kind::shared:
    case node_kind::project:
    case node_kind::aggregate:
    case node_kind::set_operation:
    case node_kind::recursive: return;
  }
}

/// Calls f, which may change the order of a node's columns, and puts them back to their places.
template <class F>
void keeping_places(planning const& p, node_ptr& at, F&& f) {
  std::vector<column> const before = at->columns;
  f(at);
  auto const same = [](column const& a, column const& b) { return a.number == b.number; };
  if (std::equal(before.begin(), before.end(), at->columns.begin(), at->columns.end(), same))
    return;
  auto places = std::make_unique<project>();
  for (column const& c : before) {
    places->values.push_back(exec::make_column(c.number, c.type, c.name));
    places->columns.push_back({++p.q.columns, c.type, c.name});
  }
  places->expected_rows = at->expected_rows;
  places->inputs.push_back(std::move(at));
  at = std::move(places);
}

/// Calls f for each input; where columns are known by their places they keep them.
template <class F>
void each_input(planning const& p, node& n, F&& f) {
  bool const by_place = n.kind == node_kind::set_operation || n.kind == node_kind::recursive;
  for (node_ptr& in : n.inputs) by_place ? keeping_places(p, in, f) : f(in);
}

/// Likewise for each root. A comparison knows the columns by their numbers.
template <class F>
void each_root_in_place(planning const& p, F&& f) {
  for (node_ptr& s : p.q.shared)
    if (s) keeping_places(p, s, f);
  for (subquery& s : p.q.subqueries)
    if (s.root) s.comparison ? f(s.root) : keeping_places(p, s.root, f);
  keeping_places(p, p.q.root, f);
}

/// Constants computed; conditions one by one.
HELIOS_DECL void simplify(planning const& p);
/// A shared query with one reader stands where it is read.
HELIOS_DECL void inline_shared(planning const& p);
/// EXISTS and IN in filters to joins.
HELIOS_DECL void unnest(planning const& p);
/// Conditions to where their columns are made.
HELIOS_DECL void push_down(planning const& p);
/// Inner joins, the smallest results first.
HELIOS_DECL void order_joins(planning const& p);
/// Columns that nobody reads are not handed out.
HELIOS_DECL void prune_columns(planning const& p);
/// Joins that look their right rows up by a key, for each left row.
HELIOS_DECL void join_by_lookup(planning const& p);
/// Each scan's range of the rows tree or of an index.
HELIOS_DECL void choose_access_paths(planning const& p);
/// ORDER BY by the order that is there; LIMIT over a sort and over UNION ALL.
HELIOS_DECL void use_orders(planning const& p);

/// Expects rows of a node and of all below it.
HELIOS_DECL double estimate(planning const& p, node& n);
/// Rows of an inner join of inputs that were estimated.
[[nodiscard]] HELIOS_DECL double expected_pairs(planning const& p, node const& left,
                                                node const& right, expressions const& conditions);
/// The share of rows for which a condition is expected to be true.
[[nodiscard]] HELIOS_DECL double expected_share(expression const& e);

}  // namespace helios::plan::detail
