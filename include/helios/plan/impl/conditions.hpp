// helios/plan/impl/conditions.hpp -- what optimizing passes ask of conditions.
//
// Threads   stateless
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/walk.hpp>

namespace helios::plan::detail {

/// Appends a condition's conjuncts one by one; what is always true goes.
inline void add_conjuncts(expression_ptr const& e, expressions& to) {
  check_stack();
  if (e->kind == expression_kind::and_) {
    for (expression_ptr const& o : e->operands) add_conjuncts(o, to);
    return;
  }
  bool const always =
      e->kind == expression_kind::constant && !e->value.is_null() && e->value.as<bool>();
  if (!always) to.push_back(e);
}

/// The expression over what `values` compute, in place of the columns that name their results.
[[nodiscard]] inline expression_ptr substituted(expression_ptr const& e,
                                                std::span<column const> columns,
                                                std::span<expression_ptr const> values) {
  return rewritten(e, [&](expression const& p) -> expression_ptr {
    if (p.kind != expression_kind::column) return nullptr;
    for (std::size_t i = 0; i != values.size(); ++i)
      if (columns[i].number == p.index) return values[i];
    return nullptr;
  });
}

/// References to columns, as values for substituted().
[[nodiscard]] inline expressions references(std::span<column const> to) {
  expressions r;
  for (column const& c : to) r.push_back(exec::make_column(c.number, c.type, c.name));
  return r;
}

/// The expression is NULL in every row in which all these columns are.
[[nodiscard]] inline bool is_null_with(expression const& e, std::span<column const> of) {
  check_stack();
  auto const operand = [&](std::size_t i) { return is_null_with(*e.operands[i], of); };
  auto const null = [&](expression_ptr const& o) { return is_null_with(*o, of); };
  switch (e.kind) {
    case expression_kind::column:
      return std::any_of(of.begin(), of.end(),
                         [&](column const& c) { return c.number == e.index; });
    case expression_kind::call:
      return e.function->strict && std::any_of(e.operands.begin(), e.operands.end(), null);
    case expression_kind::cast:
    case expression_kind::not_:
    case expression_kind::in_list:
    case expression_kind::nullif: return operand(0);
    case expression_kind::and_:
    case expression_kind::or_:
    case expression_kind::coalesce:
    case expression_kind::greatest:
    case expression_kind::least: return std::all_of(e.operands.begin(), e.operands.end(), null);
    case expression_kind::constant:
    case expression_kind::parameter:
    case expression_kind::outer_column:
    case expression_kind::case_:
    case expression_kind::is_null:
    case expression_kind::is_true:
    case expression_kind::is_false:
    case expression_kind::distinct:
    case expression_kind::subquery:
    case expression_kind::quantified: return false;
  }
  HELIOS_UNREACHABLE();
}

/// The condition keeps no row in which all these columns are NULL.
[[nodiscard]] inline bool rejects_nulls(expression const& e, std::span<column const> of) {
  check_stack();
  auto const rejects = [&](expression_ptr const& o) { return rejects_nulls(*o, of); };
  if (e.kind == expression_kind::and_)
    return std::any_of(e.operands.begin(), e.operands.end(), rejects);
  if (e.kind == expression_kind::or_)
    return std::all_of(e.operands.begin(), e.operands.end(), rejects);
  if (e.kind == expression_kind::is_true) return !e.negated && rejects(e.operands[0]);
  bool const keeps_values = (e.kind == expression_kind::is_null && e.negated) ||  // IS NOT NULL
                            (e.kind == expression_kind::is_false && !e.negated);
  return is_null_with(keeps_values ? *e.operands[0] : e, of);
}

}  // namespace helios::plan::detail
