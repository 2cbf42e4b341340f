// helios/plan/impl/optimize.ipp -- the passes, one after the other.
#pragma once

#include <helios/plan/impl/passes.hpp>

namespace helios::plan {

void optimize(query& q, exec::session const& of, row_counts const& counts) {
  detail::planning const p{q, of, counts};
  detail::prune_columns(p);
  detail::choose_access_paths(p);
}

}  // namespace helios::plan
