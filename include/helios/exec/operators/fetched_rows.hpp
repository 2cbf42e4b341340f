// helios/exec/operators/fetched_rows.hpp -- rows that come as values, all at once, when the run
// begins: system tables, functions in FROM, versions.
#pragma once

#include <helios/exec/column.hpp>
#include <helios/exec/operation.hpp>

#include <functional>

namespace helios::exec {

class fetched_rows final : public operation {
 public:
  /// One value per column in each row.
  using fetch_function = std::function<std::vector<std::vector<value>>()>;

  fetched_rows(run_context const& run, std::vector<data_type> types, fetch_function fetch)
      : operation(run, std::move(types)), fetch_(std::move(fetch)) {}

  void restart() override {
    begun_ = false;
    rows_.clear();
  }

 protected:
  bool pull(batch& out) override {
    if (!begun_) {
      begun_ = true;
      at_ = 0;
      rows_ = fetch_();
    }
    if (at_ == rows_.size()) return false;
    std::size_t const n = std::min<std::size_t>(capacity(), rows_.size() - at_);
    std::vector<value> column(n);
    for (std::size_t c = 0; c != types().size(); ++c) {
      for (std::size_t i = 0; i != n; ++i) column[i] = std::move(rows_[at_ + i][c]);
      out.columns.push_back(make_column(out.memory, types()[c], column));
    }
    out.rows = {nullptr, static_cast<std::uint32_t>(n)};
    at_ += n;
    return true;
  }

 private:
  fetch_function fetch_;
  std::vector<std::vector<value>> rows_;
  std::size_t at_ = 0;
  bool begun_ = false;
};

}  // namespace helios::exec
