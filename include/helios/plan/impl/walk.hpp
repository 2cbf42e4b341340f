// helios/plan/impl/walk.hpp -- going through plans and the expressions in them.
//
// Threads   stateless
// Errors    54001 what is deeper than the stack
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/query.hpp>

#include <algorithm>
#include <span>

namespace helios::plan::detail {

using exec::expression;
using exec::expression_kind;

/// Calls f with each expression of a node itself, not of its inputs.
template <class Node, class F>
void each_expression(Node& n, F&& f) {
  auto const all = [&](auto& list) {
    for (auto& e : list) f(e);
  };
  auto const one = [&](auto& e) {
    if (e) f(e);
  };
  switch (n.kind) {
    case node_kind::values:
      for (auto& row : as<values>(n).rows) all(row);
      return;
    case node_kind::scan: {
      auto& s = as<scan>(n);
      all(s.filters);
      all(s.lower.parts);
      all(s.upper.parts);
      return;
    }
    case node_kind::rows: return all(as<rows>(n).arguments);
    case node_kind::series: return all(as<series>(n).arguments);
    case node_kind::filter: return all(as<filter>(n).conditions);
    case node_kind::project: return all(as<project>(n).values);
    case node_kind::join: all(as<join>(n).conditions); return all(as<join>(n).slot_values);
    case node_kind::aggregate: {
      auto& a = as<aggregate>(n);
      all(a.groups);
      for (auto& each : a.aggregates) {
        all(each.arguments);
        one(each.filter);
      }
      return;
    }
    case node_kind::sort: {
      auto& s = as<sort>(n);
      for (auto& key : s.keys) f(key.by);
      one(s.wanted.count);
      return one(s.wanted.offset);
    }
    case node_kind::limit: {
      auto& l = as<limit>(n);
      one(l.count);
      return one(l.offset);
    }
    case node_kind::shared:
    case node_kind::distinct:
    case node_kind::set_operation:
    case node_kind::recursive: return;
  }
}

/// Calls f with a node and all below it, inputs first.
template <class F>
void each_node(node& n, F&& f) {
  check_stack();
  for (node_ptr& in : n.inputs) each_node(*in, f);
  f(n);
}
template <class F>
void each_node(node const& n, F&& f) {
  check_stack();
  for (node_ptr const& in : n.inputs) each_node(static_cast<node const&>(*in), f);
  f(n);
}

/// Calls f with an expression and all its parts.
template <class F>
void each_part(expression const& e, F&& f) {
  f(e);
  if (!e.operands.empty()) check_stack();
  for (expression_ptr const& o : e.operands) each_part(*o, f);
}
template <class Predicate>
[[nodiscard]] bool any_part(expression const& e, Predicate&& p) {
  if (p(e)) return true;
  if (e.operands.empty()) return false;
  check_stack();
  return std::any_of(e.operands.begin(), e.operands.end(),
                     [&](expression_ptr const& o) { return any_part(*o, p); });
}

/// A copy in which each part that f answers for is replaced by the answer; the parts of an answer
/// are not looked at again. Unchanged expressions are shared.
template <class F>
[[nodiscard]] expression_ptr rewritten(expression_ptr const& e, F&& f) {
  if (expression_ptr r = f(*e)) return r;
  if (!e->operands.empty()) check_stack();
  std::shared_ptr<expression> copy;
  for (std::size_t i = 0; i != e->operands.size(); ++i) {
    expression_ptr r = rewritten(e->operands[i], f);
    if (r == e->operands[i]) continue;
    if (!copy) copy = std::make_shared<expression>(*e);
    copy->operands[i] = std::move(r);
  }
  if (copy) return copy;
  return e;
}

[[nodiscard]] inline bool reads_columns(expression const& e) {
  return any_part(e, [](expression const& p) { return p.kind == expression_kind::column; });
}
[[nodiscard]] inline bool makes(node const& n, std::uint32_t number) {
  return std::any_of(n.columns.begin(), n.columns.end(),
                     [&](column const& c) { return c.number == number; });
}
[[nodiscard]] inline bool is_dropped(join const& j, column const& c) {
  return std::find(j.dropped.begin(), j.dropped.end(), c.number) != j.dropped.end();
}
/// Every column that it reads is among these.
[[nodiscard]] inline bool reads_only(expression const& e, std::span<column const> of) {
  return !any_part(e, [&](expression const& p) {
    return p.kind == expression_kind::column &&
           std::none_of(of.begin(), of.end(), [&](column const& c) { return c.number == p.index; });
  });
}

/// The node under a subquery's expression that it stands for, and the comparison, gone through like
/// the rest of a plan.
template <class F>
void each_subquery(expression const& e, query const& q, F&& f) {
  each_part(e, [&](expression const& p) {
    if (p.kind == expression_kind::subquery) f(q.subqueries[p.index]);
  });
}

[[nodiscard]] inline bool is_volatile(expression const& e, query const& q);
[[nodiscard]] inline bool is_volatile(node const& n, query const& q) {
  check_stack();
  bool found = false;
  each_node(n, [&](node const& at) {
    if (at.kind == node_kind::shared) {
      auto const& source = q.shared[as<shared>(at).of];
      found = found || (source && is_volatile(*source, q));
    }
    each_expression(at, [&](expression_ptr const& e) { found = found || is_volatile(*e, q); });
  });
  return found;
}
/// Its result may differ from call to call.
[[nodiscard]] inline bool is_volatile(expression const& e, query const& q) {
  if (exec::changes(e) == exec::volatility::volatile_) return true;
  bool found = false;
  each_subquery(e, q, [&](subquery const& s) {
    found = found || is_volatile(*s.root, q) || (s.comparison && is_volatile(*s.comparison, q));
  });
  return found;
}

/// Slots that a plan reads, and those that something inside it sets.
struct slot_use {
  std::vector<std::uint32_t> read, set;

  /// Those whose values come from outside, ascending.
  [[nodiscard]] std::vector<std::uint32_t> from_outside() const {
    std::vector<std::uint32_t> r = read;
    std::sort(r.begin(), r.end());
    r.erase(std::unique(r.begin(), r.end()), r.end());
    std::erase_if(
        r, [&](std::uint32_t s) { return std::find(set.begin(), set.end(), s) != set.end(); });
    return r;
  }
};

inline void add_slots(node const& n, query const& q, slot_use& to);
inline void add_slots(expression const& e, query const& q, slot_use& to) {
  each_part(e, [&](expression const& p) {
    if (p.kind == expression_kind::outer_column) to.read.push_back(p.index);
  });
  each_subquery(e, q, [&](subquery const& s) {
    to.set.insert(to.set.end(), s.slots.begin(), s.slots.end());
    add_slots(*s.root, q, to);
    if (s.comparison) add_slots(*s.comparison, q, to);
  });
}
inline void add_slots(node const& n, query const& q, slot_use& to) {
  check_stack();
  each_node(n, [&](node const& at) {
    if (at.kind == node_kind::join) {
      auto const& slots = as<join>(at).slots;
      to.set.insert(to.set.end(), slots.begin(), slots.end());
    }
    if (at.kind == node_kind::shared)
      if (auto const& source = q.shared[as<shared>(at).of]) add_slots(*source, q, to);
    each_expression(at, [&](expression_ptr const& e) { add_slots(*e, q, to); });
  });
}

/// Slots that a plan reads and does not set.
[[nodiscard]] inline std::vector<std::uint32_t> outer_slots(node const& n, query const& q) {
  slot_use use;
  add_slots(n, q, use);
  return use.from_outside();
}

}  // namespace helios::plan::detail
