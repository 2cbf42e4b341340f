// helios/exec/operators/values.hpp -- rows that are written in the statement: VALUES, SELECT
// without FROM.
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>

namespace helios::exec {

class values final : public operation {
 public:
  /// One expression per column and row; all rows' expressions have the column's type. Rows of no
  /// columns are rows too.
  values(run_context const& run, std::vector<data_type> types, std::vector<expressions> rows)
      : operation(run, std::move(types)), rows_(std::move(rows)) {}

  void restart() override { at_ = 0; }
  [[nodiscard]] bool ended() const noexcept override { return at_ == rows_.size(); }

 protected:
  bool pull(batch& out) override {
    if (at_ == rows_.size()) return false;
    std::size_t const n = std::min<std::size_t>(capacity(), rows_.size() - at_);
    environment with(out.memory, run().session);
    std::vector<value> column(n);
    for (std::size_t c = 0; c != types().size(); ++c) {
      for (std::size_t i = 0; i != n; ++i)
        column[i] = value_at(evaluate(*rows_[at_ + i][c], batch{}, {nullptr, 1}, with), 0);
      out.columns.push_back(make_column(out.memory, types()[c], column));
    }
    out.rows = {nullptr, static_cast<std::uint32_t>(n)};
    at_ += n;
    return true;
  }

 private:
  std::vector<expressions> rows_;
  std::size_t at_ = 0;
};

}  // namespace helios::exec
