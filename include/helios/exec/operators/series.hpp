// helios/exec/operators/series.hpp -- generate_series(from, to, step) in FROM: whole numbers and
// timestamps.
//
// Errors    22023 step size cannot equal zero
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>
#include <helios/types/temporal_arithmetic.hpp>

namespace helios::exec {

/// Three expressions without columns: two bigint or timestamp, then bigint or interval. A NULL
/// makes no rows.
class series final : public operation {
 public:
  series(run_context const& run, expressions arguments)
      : operation(run, {arguments[0]->type}), arguments_(std::move(arguments)) {
    HELIOS_EXPECTS(arguments_.size() == 3 &&
                   (types()[0].id == type_id::int8 || types()[0].id == type_id::timestamp));
  }

  void restart() override { begun_ = false; }

 protected:
  bool pull(batch& out) override {
    if (!begun_) begin();
    auto* const to = allocate<std::int64_t>(out.memory, capacity());
    std::uint32_t n = 0;
    for (; n != capacity() && !done_; ++n) {
      to[n] = at_;
      advance();
    }
    out.columns.push_back({types()[0], to, nullptr});
    out.rows = {nullptr, n};
    return n != 0;
  }

 private:
  void begin() {
    begun_ = true;
    value v[3];
    for (std::size_t i = 0; i != 3; ++i) v[i] = evaluate_constant(*arguments_[i], run().session);
    done_ = v[0].is_null() || v[1].is_null() || v[2].is_null();
    if (done_) return;
    bool const numbers = types()[0].id == type_id::int8;
    at_ = numbers ? v[0].as<std::int64_t>() : v[0].as<types::timestamp>().count;
    end_ = numbers ? v[1].as<std::int64_t>() : v[1].as<types::timestamp>().count;
    step_ = numbers ? types::interval{v[2].as<std::int64_t>(), 0, 0} : v[2].as<types::interval>();
    if (step_.span() == 0)
      throw error(errc::invalid_parameter_value, "step size cannot equal zero");
    done_ = beyond();
  }
  [[nodiscard]] bool beyond() const noexcept { return step_.span() > 0 ? at_ > end_ : at_ < end_; }
  void advance() {
    if (types()[0].id == type_id::int8) {
      done_ = __builtin_add_overflow(at_, step_.microseconds, &at_) || beyond();
    } else {
      at_ = (types::timestamp{{at_}} + step_).count;
      done_ = beyond();
    }
  }

  expressions arguments_;
  bool begun_ = false, done_ = false;
  std::int64_t at_ = 0, end_ = 0;
  types::interval step_;
};

}  // namespace helios::exec
