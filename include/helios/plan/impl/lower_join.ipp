// helios/plan/impl/lower_join.ipp -- joins: by hashes of equal keys, or row by row.
#pragma once

#include <helios/exec/operators/nested_loop.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/impl/lowering.hpp>

namespace helios::plan::detail {

exec::operation_ptr lowering::make_nested_loop(join const& j, expression_ptr condition) {
  exec::nested_loop_plan p;
  p.kind = j.how;
  p.slots = j.slots;
  p.slot_values = all_placed(j.slot_values, j.inputs[0]->columns);
  p.condition = std::move(condition);
  exec::operation_ptr left = input(j), right = input(j, 1);
  return std::make_unique<exec::nested_loop>(*run_, std::move(left), std::move(right), std::move(p),
                                             slots_);
}

exec::operation_ptr lowering::make_join(join const& j) {
  std::vector<column> const& left = j.inputs[0]->columns;
  std::vector<column> const& right = j.inputs[1]->columns;
  std::vector<column> both = left;
  both.insert(both.end(), right.begin(), right.end());
  if (!j.slots.empty()) return make_nested_loop(j, conjunction(j.conditions, both));
  exec::join_plan p;
  p.kind = j.how;
  expressions rest;
  for (expression_ptr const& c : j.conditions) {
    if (auto const keys = join_keys(c, left, right)) {
      p.left_keys.push_back(placed(keys->left, left));
      p.right_keys.push_back(placed(keys->right, right));
    } else {
      rest.push_back(c);
    }
  }
  p.condition = conjunction(std::move(rest), both);
  for (std::uint32_t i = 0; i != both.size(); ++i)
    if (is_dropped(j, both[i])) p.dropped.push_back(i);
  exec::operation_ptr l = input(j), r = input(j, 1);
  return std::make_unique<exec::join>(*run_, std::move(l), std::move(r), std::move(p));
}

}  // namespace helios::plan::detail
