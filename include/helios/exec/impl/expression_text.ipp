// helios/exec/impl/expression_text.ipp -- trees as EXPLAIN shows them.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/exec/expression.hpp>
#include <helios/exec/functions/arrays.hpp>
#include <helios/types/value_text.hpp>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::string literal_text(expression const& e) {
  if (e.value.is_null()) return "NULL";
  std::string const text = types::to_text(e.value);
  auto const category = types::category(e.type.id);
  if (category == types::type_category::numeric) return text;
  if (category == types::type_category::boolean) return e.value.as<bool>() ? "true" : "false";
  std::string quoted = "'";
  for (char const c : text) quoted.append(c == '\'' ? 2 : 1, c);
  quoted += '\'';
  return e.type.id == type_id::unknown ? quoted : quoted + "::" + types::to_string(e.type);
}

[[nodiscard]] inline std::string list_text(expressions const& of, std::size_t from,
                                           std::string_view between) {
  std::string r;
  for (std::size_t i = from; i < of.size(); ++i) {
    if (i != from) r += between;
    r += to_string(*of[i]);
  }
  return r;
}

[[nodiscard]] inline std::string reference_text(expression const& e, std::string_view prefix) {
  return e.name.empty() ? std::string(prefix) + std::to_string(e.index + 1) : e.name;
}

[[nodiscard]] inline std::string case_text(expression const& e) {
  std::string r = "CASE";
  for (std::size_t i = 0; i + 1 < e.operands.size(); i += 2)
    r += " WHEN " + to_string(*e.operands[i]) + " THEN " + to_string(*e.operands[i + 1]);
  return r + " ELSE " + to_string(*e.operands.back()) + " END";
}

}  // namespace detail

std::string to_string(expression const& e) {
  check_stack();
  auto const operand = [&](std::size_t i) { return to_string(*e.operands[i]); };
  std::string const no = e.negated ? "NOT " : "";
  switch (e.kind) {
    case expression_kind::constant: return detail::literal_text(e);
    case expression_kind::column: return detail::reference_text(e, "#");
    case expression_kind::parameter: return detail::reference_text(e, "$");
    case expression_kind::outer_column: return detail::reference_text(e, "outer #");
    case expression_kind::call:
      if (is_operator(e.function->name)) {
        std::string const name(e.function->name);
        return e.operands.size() == 1 ? '(' + name + ' ' + operand(0) + ')'
                                      : '(' + operand(0) + ' ' + name + ' ' + operand(1) + ')';
      }
      if (e.function == &array_subscript()) return operand(0) + '[' + operand(1) + ']';
      if (e.function == &array_constructor())
        return "ARRAY[" + detail::list_text(e.operands, 0, ", ") + ']';
      return std::string(e.function->name) + '(' + detail::list_text(e.operands, 0, ", ") + ')';
    case expression_kind::cast: return '(' + operand(0) + ")::" + types::to_string(e.type);
    case expression_kind::case_: return detail::case_text(e);
    case expression_kind::and_: return '(' + detail::list_text(e.operands, 0, " AND ") + ')';
    case expression_kind::or_: return '(' + detail::list_text(e.operands, 0, " OR ") + ')';
    case expression_kind::not_: return "(NOT " + operand(0) + ')';
    case expression_kind::is_null: return '(' + operand(0) + " IS " + no + "NULL)";
    case expression_kind::is_true: return '(' + operand(0) + " IS " + no + "TRUE)";
    case expression_kind::is_false: return '(' + operand(0) + " IS " + no + "FALSE)";
    case expression_kind::distinct:
      return '(' + operand(0) + " IS " + no + "DISTINCT FROM " + operand(1) + ')';
    case expression_kind::in_list:
      return '(' + operand(0) + ' ' + no + "IN (" + detail::list_text(e.operands, 1, ", ") + "))";
    case expression_kind::coalesce:
      return "COALESCE(" + detail::list_text(e.operands, 0, ", ") + ')';
    case expression_kind::nullif: return "NULLIF(" + operand(0) + ", " + operand(1) + ')';
    case expression_kind::greatest:
      return "GREATEST(" + detail::list_text(e.operands, 0, ", ") + ')';
    case expression_kind::least: return "LEAST(" + detail::list_text(e.operands, 0, ", ") + ')';
    case expression_kind::quantified:
      return '(' + operand(0) + ' ' + std::string(e.function->name) +
             (e.negated ? " ALL (" : " ANY (") + operand(1) + "))";
    case expression_kind::subquery: return "(SubPlan " + std::to_string(e.index + 1) + ')';
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::exec
