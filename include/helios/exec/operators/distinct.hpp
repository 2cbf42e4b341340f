// helios/exec/operators/distinct.hpp -- SELECT DISTINCT: the first of equal rows, as they come.
//
// Cost      memory for every distinct row's key
#pragma once

#include <helios/exec/key_numbers.hpp>
#include <helios/exec/operation.hpp>

namespace helios::exec {

class distinct final : public operation {
 public:
  /// `key_columns` may be fewer than all: DISTINCT ON.
  distinct(run_context const& run, operation_ptr in, std::vector<std::uint32_t> key_columns = {})
      : operation(run, in->types()), on_(std::move(key_columns)) {
    if (on_.empty())
      for (std::uint32_t i = 0; i != types().size(); ++i) on_.push_back(i);
    add_input(std::move(in));
  }

  void restart() override {
    seen_.clear();
    restart_inputs();
  }

 protected:
  bool pull(batch& out) override {
    if (!input().next(in_)) return false;
    std::vector<column> keys;
    for (std::uint32_t const i : on_) keys.push_back(in_.columns[i]);
    auto* const fresh = allocate<std::uint16_t>(out.memory, in_.count());
    std::uint32_t n = 0;
    seen_.number(keys, in_.rows, [&](std::uint32_t i, key_table::entry found) {
      fresh[n] = static_cast<std::uint16_t>(i);
      n += found.fresh ? 1U : 0U;
    });
    out.columns = in_.columns;
    out.rows = {fresh, n};
    return true;
  }

 private:
  std::vector<std::uint32_t> on_;
  key_numbers seen_{memory()};
  batch in_;
};

}  // namespace helios::exec
