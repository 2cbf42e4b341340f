// helios/exec/impl/new_expression.hpp -- what the makers of expressions begin with: nodes, and one
// type for all operands.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/expression.hpp>

#include <string>

namespace helios::exec::detail {

[[nodiscard]] inline std::shared_ptr<expression> new_expression(expression_kind kind,
                                                                data_type type) {
  auto e = std::make_shared<expression>();
  e->kind = kind;
  e->type = type;
  return e;
}
[[nodiscard]] inline expression_ptr new_expression(expression_kind kind, data_type type,
                                                   expressions operands, bool negated = false) {
  auto e = new_expression(kind, type);
  e->operands = std::move(operands);
  e->negated = negated;
  return e;
}

/// One type for all: the rule of UNION, CASE and their kin. Modifiers stay only if all agree.
[[nodiscard]] inline data_type unify(std::string_view what, expressions const& of) {
  data_type one = without_modifiers(of.front()->type);
  bool same = true;
  for (expression_ptr const& e : of) {
    data_type const common = types::common_type(one, e->type);
    if (common.id == type_id::unknown && (one.id != common.id || e->type.id != common.id))
      throw error(errc::datatype_mismatch, std::string(what) + " types " + types::name(one) +
                                               " and " + types::name(e->type) +
                                               " cannot be matched");
    one = common;
    same = same && e->type == of.front()->type;
  }
  if (one.id == type_id::unknown) return type_id::text;
  return same ? of.front()->type : one;
}

inline void cast_all(expressions& all, data_type to) {
  for (expression_ptr& e : all) e = make_cast(e, to, types::cast_context::implicit);
}

}  // namespace helios::exec::detail
