// helios/plan/impl/optimize.ipp -- the passes, one after the other.
#pragma once

#include <helios/plan/impl/passes.hpp>

namespace helios::plan {

void optimize(query& q, exec::session const& of, row_counts const& counts) {
  detail::planning const p{q, of, counts};
  detail::simplify(p);
  detail::inline_shared(p);
  detail::unnest(p);
  detail::push_down(p);
  detail::order_joins(p);
  detail::prune_columns(p);
  detail::join_by_lookup(p);
  detail::choose_access_paths(p);
  detail::use_orders(p);
  detail::prune_columns(p);  // what a range answers is not read any more
  detail::each_root(q, [&](node_ptr& root) { (void)detail::estimate(p, *root); });
}

}  // namespace helios::plan
