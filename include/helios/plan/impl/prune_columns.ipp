// helios/plan/impl/prune_columns.ipp -- from the root down: who reads which columns.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

class column_pruning {
 public:
  explicit column_pruning(std::uint32_t columns) : needed_(columns + 1) {}

  void need(expression const& e) {
    each_part(e, [&](expression const& p) {
      if (p.kind == expression_kind::column) needed_[p.index] = true;
    });
  }
  void need_all(node const& n) {
    for (column const& c : n.columns) needed_[c.number] = true;
  }

  void prune(node& n) {
    check_stack();
    switch (n.kind) {
      case node_kind::scan: need_expressions(n); break;
      case node_kind::project: drop(n, as<project>(n).values, 0); break;
      case node_kind::aggregate:
        drop(n, as<aggregate>(n).aggregates, as<aggregate>(n).groups.size());
        break;
      case node_kind::distinct:
        for (std::uint32_t const number : as<distinct>(n).on) needed_[number] = true;
        if (as<distinct>(n).on.empty()) need_all(n);
        break;
      case node_kind::set_operation:
      case node_kind::recursive:
        for (node_ptr const& in : n.inputs) need_all(*in);
        break;
      case node_kind::join: drop_between(as<join>(n)); break;
      case node_kind::values:
      case node_kind::rows:
      case node_kind::series:
      case node_kind::shared:
      case node_kind::filter:
      case node_kind::sort:
      case node_kind::limit: break;
    }
    if (n.kind == node_kind::scan) drop(n, as<scan>(n).sources, 0);
    need_expressions(n);
    for (node_ptr& in : n.inputs) prune(*in);
    renew_columns(n);
  }

 private:
  void need_expressions(node const& n) {
    each_expression(n, [&](expression_ptr const& e) { need(*e); });
  }
  /// Drops the columns nobody needs, and what makes them; the first `kept` stay.
  template <class Maker>
  void drop(node& n, std::vector<Maker>& makers, std::size_t kept) {
    std::size_t to = kept;
    for (std::size_t i = kept; i != n.columns.size(); ++i) {
      if (!needed_[n.columns[i].number]) continue;
      if (to != i) {
        n.columns[to] = std::move(n.columns[i]);
        makers[to - kept] = std::move(makers[i - kept]);
      }
      ++to;
    }
    n.columns.resize(to);
    makers.erase(makers.begin() + static_cast<std::ptrdiff_t>(to - kept), makers.end());
  }

  /// What only the join's own conditions read goes no further. Run row by row it hands out all.
  void drop_between(join& j) const {
    j.dropped.clear();
    if (!j.slots.empty()) return;
    for (node_ptr const& in : j.inputs)
      for (column const& c : in->columns)
        if (!needed_[c.number]) j.dropped.push_back(c.number);
  }

  std::vector<bool> needed_;
};

void prune_columns(planning const& p) {
  for (node_ptr& s : p.q.shared) {
    if (!s) continue;
    column_pruning pruning(p.q.columns);
    pruning.need_all(*s);
    pruning.prune(*s);
  }
  for (subquery& s : p.q.subqueries) {
    if (!s.root) continue;
    column_pruning pruning(p.q.columns);
    if (s.what != subquery::type::exists) pruning.need_all(*s.root);
    pruning.prune(*s.root);
  }
  column_pruning pruning(p.q.columns);
  pruning.need_all(*p.q.root);
  pruning.prune(*p.q.root);
}

}  // namespace helios::plan::detail
