// helios/exec/operators/project.hpp -- the select list: one column per expression.
//
// Cost      texts that are made here go out in slices of the input's batches
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/row_slices.hpp>

namespace helios::exec {

class project final : public operation {
 public:
  project(run_context const& run, operation_ptr in, expressions columns)
      : operation(run, types_of(columns)),
        columns_(std::move(columns)),
        in_slices_(std::any_of(columns_.begin(), columns_.end(),
                               [](expression_ptr const& e) { return makes_texts(*e); })) {
    add_input(std::move(in));
  }

  void restart() override {
    slices_.begin({});
    restart_inputs();
  }
  [[nodiscard]] bool ended() const noexcept override { return !in_slices_ && input().ended(); }

 protected:
  bool pull(batch& out) override {
    if (!in_slices_) {
      if (!input().next(in_)) return false;
      out.rows = in_.rows;
    } else if (!slices_.next(out.memory, out.rows)) {
      if (!input().next(in_)) return false;
      slices_.begin(in_.rows);
      static_cast<void>(slices_.next(out.memory, out.rows));
    }
    environment with(out.memory, run().session);
    for (expression_ptr const& e : columns_)
      out.columns.push_back(evaluate(*e, in_, out.rows, with));
    if (in_slices_) slices_.took(out.memory);
    return true;
  }

 private:
  static std::vector<data_type> types_of(expressions const& columns) {
    std::vector<data_type> r;
    for (expression_ptr const& e : columns) r.push_back(e->type);
    return r;
  }
  expressions columns_;
  bool in_slices_;
  row_slices slices_;
  batch in_;
};

}  // namespace helios::exec
