// helios/exec/operators/append.hpp -- UNION ALL: the inputs one after the other.
//
// Requires  inputs with the same elements column by column
#pragma once

#include <helios/exec/operation.hpp>

namespace helios::exec {

class append final : public operation {
 public:
  append(run_context const& run, std::vector<operation_ptr> in)
      : operation(run, in.front()->types()) {
    for (operation_ptr& i : in) add_input(std::move(i));
  }

  void restart() override {
    at_ = 0;
    restart_inputs();
  }

 protected:
  bool pull(batch& out) override {
    for (; at_ != inputs().size(); ++at_) {
      if (!input(at_).next(in_)) continue;
      out.columns = in_.columns;
      out.rows = in_.rows;
      return true;
    }
    return false;
  }

 private:
  std::size_t at_ = 0;
  batch in_;
};

}  // namespace helios::exec
