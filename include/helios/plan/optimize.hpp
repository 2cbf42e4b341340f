// helios/plan/optimize.hpp -- a plan that gives the same rows with less work.
//
// Shape     in this order: constant folding; EXISTS, IN and scalar subqueries to joins where that
//           is the same; conditions down to where their columns are made (through joins,
//           projections, groupings); join order by expected rows; the range of a key or index for
//           each scan; ORDER BY with LIMIT as a top-N, and no sort where an index gives the order;
//           columns that nobody reads are not handed out
// Laws      optimize(q) returns the rows of q, for every state of the database, in an order that
//           q's ORDER BY allows
// Threads   stateless
// Errors    none that q would not raise; an error of a part that q might never evaluate stays
//           where it is
#pragma once

#include <helios/exec/environment.hpp>
#include <helios/plan/query.hpp>

#include <functional>

namespace helios::plan {

/// What is known of the tables: rows of a tree in a state.
using row_counts = std::function<std::uint64_t(std::uint32_t state, tree_id id)>;

/// `of` answers for functions that are stable during a statement.
HELIOS_DECL void optimize(query& q, exec::session const& of, row_counts const& counts);

/// The plan as text, a node a line, inputs indented: EXPLAIN.
[[nodiscard]] HELIOS_DECL std::string explain(query const& q);

}  // namespace helios::plan

#if HELIOS_HEADER_ONLY
#include <helios/plan/impl/access_path.ipp>
#include <helios/plan/impl/estimate.ipp>
#include <helios/plan/impl/explain.ipp>
#include <helios/plan/impl/inline_shared.ipp>
#include <helios/plan/impl/join_order.ipp>
#include <helios/plan/impl/lookup_join.ipp>
#include <helios/plan/impl/optimize.ipp>
#include <helios/plan/impl/prune_columns.ipp>
#include <helios/plan/impl/push_down.ipp>
#include <helios/plan/impl/simplify.ipp>
#include <helios/plan/impl/unnest.ipp>
#include <helios/plan/impl/use_orders.ipp>
#endif
