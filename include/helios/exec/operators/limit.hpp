// helios/exec/operators/limit.hpp -- LIMIT and OFFSET.
#pragma once

#include <helios/exec/operation.hpp>

#include <limits>

namespace helios::exec {

class limit final : public operation {
 public:
  static constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

  limit(run_context const& run, operation_ptr in, std::uint64_t count, std::uint64_t offset = 0)
      : operation(run, in->types()), count_(count), offset_(offset), left_(count), skip_(offset) {
    add_input(std::move(in));
  }

  void restart() override {
    left_ = count_;
    skip_ = offset_;
    restart_inputs();
  }
  [[nodiscard]] std::string describe() const override { return "Limit"; }

 protected:
  bool pull(batch& out) override {
    if (left_ == 0 || !input().next(in_)) return false;
    std::uint32_t const n = in_.count();
    auto const skipped = static_cast<std::uint32_t>(std::min<std::uint64_t>(skip_, n));
    auto const taken = static_cast<std::uint32_t>(std::min<std::uint64_t>(left_, n - skipped));
    skip_ -= skipped;
    if (left_ != all) left_ -= taken;
    out.columns = in_.columns;
    std::uint32_t k = 0;
    out.rows = narrow(out.memory, in_.rows, [&](std::uint32_t) {
      std::uint32_t const place = k++;
      return place >= skipped && place < skipped + taken;
    });
    return true;
  }

 private:
  std::uint64_t count_, offset_, left_, skip_;
  batch in_;
};

}  // namespace helios::exec
