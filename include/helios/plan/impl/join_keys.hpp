// helios/plan/impl/join_keys.hpp -- conditions that hash joins decide by equal keys.
#pragma once

#include <helios/plan/impl/walk.hpp>

#include <optional>

namespace helios::plan::detail {

struct key_pair {
  expression_ptr left, right;
};

/// Equal order keys (types/order_key.hpp) mean just what this `=` means.
[[nodiscard]] inline bool is_key_equality(expression const& e) {
  return e.kind == expression_kind::call && e.function->name == "=" && e.operands.size() == 2 &&
         e.function->parameters[0] == e.function->parameters[1] &&
         types::comparable(e.operands[0]->type.id, e.operands[1]->type.id);
}

/// `of left = of right`, either way round.
[[nodiscard]] inline std::optional<key_pair> join_keys(expression_ptr const& e,
                                                       std::span<column const> left,
                                                       std::span<column const> right) {
  if (!is_key_equality(*e)) return {};
  expression_ptr const &a = e->operands[0], &b = e->operands[1];
  if (!reads_columns(*a) || !reads_columns(*b)) return {};
  if (reads_only(*a, left) && reads_only(*b, right)) return key_pair{a, b};
  if (reads_only(*b, left) && reads_only(*a, right)) return key_pair{b, a};
  return {};
}

}  // namespace helios::plan::detail
