// helios/plan/impl/simplify.ipp -- constants computed, conditions one by one, filters that follow
// each other as one.
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/plan/impl/conditions.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

inline void split(expressions& conditions) {
  expressions one_by_one;
  for (expression_ptr const& e : conditions) add_conjuncts(e, one_by_one);
  conditions = std::move(one_by_one);
}

void simplify(planning const& p) {
  each_root(p.q, [&](node_ptr& root) {
    each_node(*root, [&](node& n) {
      each_expression(n, [&](expression_ptr& e) { e = exec::fold(e, p.session); });
      if (n.kind == node_kind::filter) split(as<filter>(n).conditions);
      if (n.kind == node_kind::scan) split(as<scan>(n).filters);
      if (n.kind == node_kind::join) split(as<join>(n).conditions);
    });
  });
  for (subquery& s : p.q.subqueries)
    if (s.comparison) s.comparison = exec::fold(s.comparison, p.session);
}

}  // namespace helios::plan::detail
