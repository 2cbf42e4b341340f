// helios/plan/impl/unnest.ipp -- EXISTS and IN among the conditions of a filter to joins.
//
// Shape     filter(.. EXISTS (S) ..)(X)      -> semi(X, S), NOT EXISTS: anti
//           filter(.. x IN (S) ..)(X)        -> semi(X, S) by x = column
//           filter(.. NOT x IN (S) ..)(X)    -> not_in(X, S), for one column and no correlation
//           The conditions of S that read X become the join's; S reads nothing else of X.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/conditions.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

class unnesting {
 public:
  unnesting(planning const& p, expression const& use)
      : query_(&p.q), use_(&use), of_(&p.q.subqueries[use.index]) {}

  /// nullptr: it stays a subquery. Otherwise the join's right side is taken from the query.
  [[nodiscard]] std::unique_ptr<join> take(bool negated) {
    if (!of_->root || is_volatile(*of_->root, *query_) || !is_plain_use()) return nullptr;
    bool const in = of_->what == subquery::type::any;
    if (!in && of_->what != subquery::type::exists) return nullptr;
    if (in && is_volatile(*of_->comparison, *query_)) return nullptr;
    peel(in);
    if (reads_own_slots(**core_)) return nullptr;
    bool const correlated = !correlated_.empty();
    if (!in && !correlated) return nullptr;  // worth one value for all rows: run once
    if (in && negated && correlated) return nullptr;
    expressions conditions;
    if (in) {
      expression_ptr const c = over_core(of_->comparison);
      if (reads_inside(*c)) return nullptr;
      add_conjuncts(c, conditions);
    }
    for (expression_ptr const& c : correlated_) {
      if (reads_inside(*c)) return nullptr;
      conditions.push_back(c);
    }
    for (expression_ptr& c : conditions) c = over_outer(c);
    if (in && negated && !one_key(conditions)) return nullptr;
    auto j = std::make_unique<join>();
    j->how = !negated ? exec::join_kind::semi
             : in     ? exec::join_kind::not_in
                      : exec::join_kind::anti;
    j->conditions = std::move(conditions);
    j->inputs.resize(2);
    j->inputs[1] = right_side();
    of_->root = nullptr;
    of_->comparison = nullptr;
    return j;
  }

 private:
  /// Its arguments are plain enough to be evaluated anywhere in a condition.
  [[nodiscard]] bool is_plain_use() const {
    return std::none_of(use_->operands.begin(), use_->operands.end(),
                        [&](expression_ptr const& o) { return is_volatile(*o, *query_); });
  }
  [[nodiscard]] bool is_own(std::uint32_t slot) const {
    return std::find(of_->slots.begin(), of_->slots.end(), slot) != of_->slots.end();
  }
  [[nodiscard]] bool any_own(std::vector<std::uint32_t> const& slots) const {
    return std::any_of(slots.begin(), slots.end(), [&](std::uint32_t s) { return is_own(s); });
  }
  [[nodiscard]] bool reads_own_slots(node const& n) const {
    slot_use use;
    add_slots(n, *query_, use);
    return any_own(use.read);
  }
  [[nodiscard]] bool reads_own_slots(expression const& e) const {
    return any_part(e, [&](expression const& p) {
      return p.kind == expression_kind::outer_column && is_own(p.index);
    });
  }
  /// A subquery within reads the slots: there they cannot be replaced.
  [[nodiscard]] bool reads_inside(expression const& e) const {
    bool found = false;
    each_subquery(e, *query_, [&](subquery const& s) {
      if (s.root) found = found || reads_own_slots(*s.root);
      if (s.comparison) found = found || reads_own_slots(*s.comparison);
    });
    return found;
  }

  /// Finds the core: what is below projections, sorts, removal of duplicates (a semi join does not
  /// count) and filters, whose conditions are correlated or the core's own.
  void peel(bool in) {
    expressions conditions;
    core_ = &of_->root;
    for (; passes(**core_, in); core_ = &(*core_)->inputs[0]) {
      node const& n = **core_;
      if (n.kind == node_kind::filter)
        for (expression_ptr const& e : as<filter>(n).conditions) conditions.push_back(e);
      if (n.kind != node_kind::project) continue;
      projections_.push_back(&as<project>(n));
      for (expression_ptr& e : conditions) e = substituted(e, n.columns, as<project>(n).values);
    }
    for (expression_ptr& e : conditions)
      (reads_own_slots(*e) || reads_inside(*e) ? correlated_ : own_).push_back(std::move(e));
  }
  [[nodiscard]] static bool passes(node const& n, bool in) {
    if (n.kind == node_kind::sort) return as<sort>(n).wanted.whole();
    if (n.kind == node_kind::distinct) return as<distinct>(n).on.empty();
    if (n.kind == node_kind::limit) return !in && takes_a_row(as<limit>(n));
    return n.kind == node_kind::filter || n.kind == node_kind::project;
  }
  [[nodiscard]] static bool takes_a_row(limit const& l) {
    return !l.offset && l.count && l.count->kind == expression_kind::constant &&
           (l.count->value.is_null() || l.count->value.as<std::int64_t>() > 0);
  }
  [[nodiscard]] expression_ptr over_core(expression_ptr e) const {
    for (project const* p : projections_) e = substituted(e, p->columns, p->values);
    return e;
  }
  [[nodiscard]] expression_ptr over_outer(expression_ptr const& e) const {
    return rewritten(e, [&](expression const& p) -> expression_ptr {
      if (p.kind != expression_kind::outer_column) return nullptr;
      for (std::size_t i = 0; i != of_->slots.size(); ++i)
        if (of_->slots[i] == p.index) return use_->operands[i];
      return nullptr;
    });
  }
  [[nodiscard]] node_ptr right_side() {
    node_ptr core = std::move(*core_);
    if (own_.empty()) return core;
    auto f = std::make_unique<filter>();
    f->columns = core->columns;
    f->conditions = own_;
    f->inputs.push_back(std::move(core));
    return f;
  }
  /// One equality of keys, one side of which is the core's and one the outer query's.
  [[nodiscard]] bool one_key(expressions const& conditions) const {
    if (conditions.size() != 1 || !is_key_equality(*conditions[0])) return false;
    std::vector<column> const& core = (*core_)->columns;
    auto const of_core = [&](expression const& side) {
      return reads_columns(side) && reads_only(side, core);
    };
    auto const of_outer = [&](expression const& side) {
      return reads_columns(side) && !any_part(side, [&](expression const& p) {
               return p.kind == expression_kind::column && makes(**core_, p.index);
             });
    };
    expression const &a = *conditions[0]->operands[0], &b = *conditions[0]->operands[1];
    return (of_core(a) && of_outer(b)) || (of_core(b) && of_outer(a));
  }

  query* query_;
  expression const* use_;
  subquery* of_;
  node_ptr* core_ = nullptr;
  std::vector<project const*> projections_;
  expressions correlated_, own_;
};

/// Takes what can be joined out of a filter's conditions.
inline void unnest_filter(planning const& p, node_ptr& at) {
  check_stack();
  for (node_ptr& in : at->inputs) unnest_filter(p, in);
  if (at->kind != node_kind::filter) return;
  auto& f = as<filter>(*at);
  expressions rest;
  for (expression_ptr const& c : f.conditions) {
    bool const negated = c->kind == expression_kind::not_;
    expression const& e = negated ? *c->operands[0] : *c;
    std::unique_ptr<join> j;
    if (e.kind == expression_kind::subquery) j = unnesting(p, e).take(negated);
    if (!j) {
      rest.push_back(c);
      continue;
    }
    unnest_filter(p, j->inputs[1]);
    j->columns = f.inputs[0]->columns;
    j->inputs[0] = std::move(f.inputs[0]);
    f.inputs[0] = std::move(j);
  }
  f.conditions = std::move(rest);
  if (f.conditions.empty()) at = node_ptr(std::move(f.inputs[0]));
}

void unnest(planning const& p) {
  each_root(p.q, [&](node_ptr& root) { unnest_filter(p, root); });
}

}  // namespace helios::plan::detail
