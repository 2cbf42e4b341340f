// helios/api/impl/lasting_plan.hpp -- whether an optimized plan may be run at another time.
#pragma once

#include <helios/plan/impl/walk.hpp>

namespace helios::api::detail {

/// False where the optimizer may have taken now() for a constant.  Requires a plan that it has not
/// seen.
[[nodiscard]] inline bool lasts(plan::query const& q) {
  bool lasting = true;
  auto const look_at = [&](plan::node const& root) {
    plan::detail::each_node(root, [&](plan::node const& n) {
      plan::detail::each_expression(n, [&](plan::expression_ptr const& e) {
        lasting = lasting && !plan::detail::any_part(*e, [](exec::expression const& part) {
                    return exec::changes(part) == exec::volatility::stable;
                  });
      });
    });
  };
  look_at(*q.root);
  for (plan::node_ptr const& s : q.shared) {
    if (s) look_at(*s);
  }
  for (plan::subquery const& s : q.subqueries) look_at(*s.root);
  return lasting;
}

}  // namespace helios::api::detail
