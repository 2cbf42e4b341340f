// helios/plan/impl/explain_names.hpp -- what EXPLAIN calls columns and slots: the names and
// expressions that the statement had for them.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/walk.hpp>

#include <string>

namespace helios::plan::detail {

class explain_names {
 public:
  explicit explain_names(query const& q)
      : query_(&q), columns_(q.columns + 1), slots_(q.slots), shared_seen_(q.shared.size()) {
    std::size_t scans = 0;
    auto const count = [&](node const& n) { scans += n.kind == node_kind::scan ? 1U : 0U; };
    each_node(static_cast<node const&>(*q.root), count);
    for (subquery const& s : q.subqueries)
      if (s.root) each_node(static_cast<node const&>(*s.root), count);
    for (node_ptr const& s : q.shared)
      if (s) each_node(static_cast<node const&>(*s), count);
    qualified_ = scans > 1;
    name(*q.root);
  }

  [[nodiscard]] std::string text(expression const& e) const {
    return exec::to_string(*shown(std::make_shared<expression>(e)));
  }
  [[nodiscard]] std::string text(exec::aggregate a) const {
    for (expression_ptr& e : a.arguments) e = shown(e);
    if (a.filter) a.filter = shown(a.filter);
    return exec::to_string(a);
  }
  [[nodiscard]] std::string text(expressions const& list, std::string_view between = ", ") const {
    std::string r;
    for (expression_ptr const& e : list) r += (r.empty() ? "" : std::string(between)) + text(*e);
    return r;
  }
  [[nodiscard]] std::string column_of(scan const& s, std::string const& name) const {
    return qualified_ ? s.alias + '.' + name : name;
  }

 private:
  [[nodiscard]] expression_ptr shown(expression_ptr const& e) const {
    return rewritten(e, [&](expression const& p) -> expression_ptr {
      if (p.kind == expression_kind::column && !columns_[p.index].empty())
        return exec::make_column(p.index, p.type, columns_[p.index]);
      if (p.kind == expression_kind::outer_column && !slots_[p.index].empty())
        return exec::make_outer_column(p.index, p.type, slots_[p.index]);
      return nullptr;
    });
  }

  /// Names what a node hands out, below it first: what lies to the left of a lateral join has its
  /// name before the right side reads it.
  void name(node const& n) {
    check_stack();
    for (std::size_t i = 0; i != n.inputs.size(); ++i) {
      if (i == 1 && n.kind == node_kind::join) {
        auto const& j = as<join>(n);
        for (std::size_t k = 0; k != j.slots.size(); ++k)
          slots_[j.slots[k]] = text(*j.slot_values[k]);
      }
      name(*n.inputs[i]);
    }
    each_expression(n, [&](expression_ptr const& e) { name_subqueries(*e); });
    if (n.kind == node_kind::shared) {
      auto const of = as<shared>(n).of;
      if (query_->shared[of] && !shared_seen_[of]) {
        shared_seen_[of] = true;
        name(*query_->shared[of]);
      }
    }
    if (n.kind == node_kind::filter || n.kind == node_kind::sort || n.kind == node_kind::limit ||
        n.kind == node_kind::distinct || n.kind == node_kind::join)
      return;  // passes columns on
    for (std::size_t i = 0; i != n.columns.size(); ++i)
      columns_[n.columns[i].number] = name_of(n, i);
  }
  void name_subqueries(expression const& e) {
    each_part(e, [&](expression const& p) {
      if (p.kind != expression_kind::subquery) return;
      subquery const& s = query_->subqueries[p.index];
      for (std::size_t i = 0; i != s.slots.size(); ++i) slots_[s.slots[i]] = text(*p.operands[i]);
      name(*s.root);
      if (s.comparison) name_subqueries(*s.comparison);
    });
  }
  [[nodiscard]] std::string name_of(node const& n, std::size_t i) const {
    if (n.kind == node_kind::scan) return column_of(as<scan>(n), n.columns[i].name);
    if (n.kind == node_kind::project) return text(*as<project>(n).values[i]);
    if (n.kind == node_kind::aggregate) {
      auto const& a = as<aggregate>(n);
      return i < a.groups.size() ? text(*a.groups[i]) : text(a.aggregates[i - a.groups.size()]);
    }
    return n.columns[i].name;
  }

  query const* query_;
  std::vector<std::string> columns_, slots_;
  std::vector<bool> shared_seen_;
  bool qualified_ = false;
};

}  // namespace helios::plan::detail
