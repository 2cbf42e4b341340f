// helios/exec/operators/limit.hpp -- LIMIT and OFFSET.
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/exec/operators/row_window.hpp>

namespace helios::exec {

class limit final : public operation {
 public:
  limit(run_context const& run, operation_ptr in, row_window window)
      : operation(run, in->types()), window_(std::move(window)) {
    add_input(std::move(in));
  }

  void restart() override {
    begun_ = false;
    restart_inputs();
  }
  [[nodiscard]] bool ended() const noexcept override {
    return begun_ && (left_ == 0 || input().ended());
  }

 protected:
  bool pull(batch& out) override {
    if (!begun_) begin();
    if (left_ == 0 || !input().next(in_)) return false;
    std::uint32_t const n = in_.count();
    auto const skipped = static_cast<std::uint32_t>(std::min<std::uint64_t>(skip_, n));
    auto const taken = static_cast<std::uint32_t>(std::min<std::uint64_t>(left_, n - skipped));
    skip_ -= skipped;
    if (left_ != row_window::all) left_ -= taken;
    out.columns = in_.columns;
    std::uint32_t k = 0;
    out.rows = narrow(out.memory, in_.rows, [&](std::uint32_t) {
      std::uint32_t const place = k++;
      return place >= skipped && place < skipped + taken;
    });
    return true;
  }

 private:
  void begin() {
    begun_ = true;
    skip_ = window_.skipped(run().session);
    left_ = window_.taken(run().session);
  }

  row_window window_;
  bool begun_ = false;
  std::uint64_t left_ = 0, skip_ = 0;
  batch in_;
};

}  // namespace helios::exec
