// helios/exec/operators/project.hpp -- the select list: one column per expression.
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>

namespace helios::exec {

class project final : public operation {
 public:
  project(run_context const& run, operation_ptr in, expressions columns)
      : operation(run, types_of(columns)), columns_(std::move(columns)) {
    add_input(std::move(in));
  }

  void restart() override { restart_inputs(); }
  [[nodiscard]] std::string describe() const override {
    std::string r = "Project:";
    for (std::size_t i = 0; i != columns_.size(); ++i)
      r += (i == 0 ? " " : ", ") + to_string(*columns_[i]);
    return r;
  }

 protected:
  bool pull(batch& out) override {
    if (!input().next(in_)) return false;
    environment with(out.memory, run().session);
    for (expression_ptr const& e : columns_)
      out.columns.push_back(evaluate(*e, in_, in_.rows, with));
    out.rows = in_.rows;
    return true;
  }

 private:
  static std::vector<data_type> types_of(expressions const& columns) {
    std::vector<data_type> r;
    for (expression_ptr const& e : columns) r.push_back(e->type);
    return r;
  }
  expressions columns_;
  batch in_;
};

}  // namespace helios::exec
