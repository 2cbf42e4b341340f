// helios/exec/operators/nested_loop.hpp -- a join whose right input is run again for each left row,
// which it reads through slots: LATERAL, and looking partners up by key.
//
// Shape     kinds inner, left, semi, anti (exec/operators/join.hpp); rows in the left input's order
// Cost      per left row a restart of the right input; pairs are copied once
#pragma once

#include <helios/exec/operators/join.hpp>

namespace helios::exec {

struct nested_loop_plan {
  join_kind kind = join_kind::inner;
  expressions slot_values;           // over the left columns
  std::vector<std::uint32_t> slots;  // one per value
  expression_ptr condition;          // over left ++ right
};

class nested_loop final : public operation {
 public:
  /// `slots`: the session's, which the right input's expressions read.
  HELIOS_DECL nested_loop(run_context const& run, operation_ptr left, operation_ptr right,
                          nested_loop_plan plan, std::span<value> slots);

  HELIOS_DECL void restart() override;

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  [[nodiscard]] HELIOS_DECL bool next_left();
  HELIOS_DECL void begin_row();
  HELIOS_DECL void match();
  HELIOS_DECL void add_pairs(selection const& right);
  HELIOS_DECL void emit(batch& out);
  [[nodiscard]] HELIOS_DECL selection fulfilling();
  [[nodiscard]] bool pairs_go_out() const noexcept { return plan_.kind <= join_kind::full; }

  nested_loop_plan plan_;
  std::span<value> slots_;
  batch left_, right_, pair_{memory()};
  std::vector<column> slot_columns_;  // per slot value, over left_
  arena slot_memory_{memory()};
  std::uint32_t left_at_ = 0;  // in left_'s selection
  bool begun_ = false, row_open_ = false, matched_ = false;
  // Pairs that wait: rows of left_, and rows of the store or no_row.
  std::vector<std::uint32_t> left_places_, right_places_;
  row_store store_;
  std::size_t emitted_ = 0;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/nested_loop.ipp>
#endif
