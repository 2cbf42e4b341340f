// helios/plan/impl/passes.hpp -- the steps of optimize(), in their order.
//
// Requires  of each what the ones before left: conditions lie one by one in lists, each node's
//           columns are those that its inputs hand out
#pragma once

#include <helios/plan/impl/walk.hpp>
#include <helios/plan/optimize.hpp>

namespace helios::plan::detail {

struct planning {
  query& q;
  exec::session const& session;
  row_counts const& counts;

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

/// Columns that nobody reads are not handed out.
HELIOS_DECL void prune_columns(planning const& p);
/// Each scan's range of the rows tree or of an index.
HELIOS_DECL void choose_access_paths(planning const& p);

}  // namespace helios::plan::detail
