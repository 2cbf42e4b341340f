// helios/exec/operators/recursion.hpp -- WITH RECURSIVE: a first term, then a step over the rows of
// the round before, until a round brings none.
//
// Shape     rows go out as they come, so a LIMIT ends what would not end by itself
// Requires  inputs with the same elements column by column; the step reads `round` through
//           stored_scan
// Cost      memory for the rows of two rounds; UNION also for every distinct row's key
#pragma once

#include <helios/exec/key_table.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/row_key.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::exec {

class recursion final : public operation {
 public:
  /// `round` is where the step finds the rows of the round before; `all`: equal rows stay.
  recursion(run_context const& run, operation_ptr first, operation_ptr step, row_store& round,
            bool all)
      : operation(run, first->types()), round_(&round), next_(first->types(), memory()), all_(all) {
    round_->reset(types());
    add_input(std::move(first));
    add_input(std::move(step));
  }

  void restart() override {
    stepping_ = false;
    round_->clear();
    next_.clear();
    seen_.clear();
    restart_inputs();
  }

 protected:
  bool pull(batch& out) override {
    while (!input(stepping_ ? 1 : 0).next(in_)) {
      if (next_.rows() == 0) return false;
      std::swap(*round_, next_);
      next_.clear();
      stepping_ = true;
      input(1).restart();
    }
    out.columns = in_.columns;
    out.rows = in_.rows;
    if (!all_) {
      keys_.build(in_.columns, in_.rows);
      std::size_t k = 0;
      out.rows = narrow(out.memory, in_.rows,
                        [&](std::uint32_t) { return seen_.find_or_insert(keys_[k++]).fresh; });
    }
    next_.append(out.columns, out.rows);
    return true;
  }

 private:
  row_store* round_;
  row_store next_;
  bool all_, stepping_ = false;
  key_table seen_{memory()};
  row_keys keys_;
  batch in_;
};

}  // namespace helios::exec
