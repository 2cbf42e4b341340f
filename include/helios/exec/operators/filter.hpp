// helios/exec/operators/filter.hpp -- WHERE: the input's batches with narrower selections.
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>

namespace helios::exec {

class filter final : public operation {
 public:
  filter(run_context const& run, operation_ptr in, expression_ptr condition)
      : operation(run, in->types()), condition_(std::move(condition)) {
    add_input(std::move(in));
  }

  void restart() override { restart_inputs(); }
  [[nodiscard]] bool ended() const noexcept override { return input().ended(); }

 protected:
  bool pull(batch& out) override {
    if (!input().next(in_)) return false;
    environment with(out.memory, run().session);
    out.columns = in_.columns;
    out.rows = evaluate_filter(*condition_, in_, in_.rows, with);
    return true;
  }

 private:
  expression_ptr condition_;
  batch in_;
};

}  // namespace helios::exec
