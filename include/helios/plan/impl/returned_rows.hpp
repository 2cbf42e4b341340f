// helios/plan/impl/returned_rows.hpp -- RETURNING: expressions over rows that were changed, batch
// by batch.
#pragma once

#include <helios/catalog/table_key.hpp>
#include <helios/exec/evaluate.hpp>
#include <helios/exec/row_store.hpp>
#include <helios/plan/lower.hpp>

namespace helios::plan::detail {

class returned_rows {
 public:
  returned_rows(change const& of, exec::run_context const& run, exec::row_store const& read)
      : of_(&of), run_(&run), read_(&read), out_({}, run.memory.get()) {
    if (of.returning.empty()) return;
    values_.resize(of.returned.size());
    std::vector<column> columns = of.returned;
    columns.insert(columns.end(), of.from.root->columns.begin(), of.from.root->columns.end());
    std::vector<types::data_type> types;
    for (expression_ptr const& e : of.returning) {
      expressions_.push_back(placed(e, columns));
      types.push_back(e->type);
    }
    out_.reset(std::move(types));
  }

  [[nodiscard]] bool wanted() const noexcept { return !expressions_.empty(); }
  /// The row as RETURNING sees it, and the row that was read for it.
  void add(catalog::row_values const& row, std::uint32_t from) {
    for (std::size_t i = 0; i != values_.size(); ++i) values_[i].push_back(row[i]);
    from_.push_back(from);
    if (from_.size() == run_->capacity) flush();
  }
  [[nodiscard]] exec::row_store take() {
    flush();
    return std::move(out_);
  }

 private:
  void flush() {
    if (from_.empty()) return;
    exec::batch in(run_->memory.get());
    for (std::size_t i = 0; i != values_.size(); ++i)
      in.columns.push_back(exec::make_column(in.memory, of_->returned[i].type, values_[i]));
    read_->gather(from_, in);
    in.rows = {nullptr, static_cast<std::uint32_t>(from_.size())};
    arena memory(run_->memory.get());
    exec::environment with(memory, run_->session);
    std::vector<exec::column> results;
    for (expression_ptr const& e : expressions_)
      results.push_back(exec::evaluate(*e, in, in.rows, with));
    out_.append(results, in.rows);
    for (auto& v : values_) v.clear();
    from_.clear();
  }

  change const* of_;
  exec::run_context const* run_;
  exec::row_store const* read_;
  expressions expressions_;
  std::vector<std::vector<types::value>> values_;
  std::vector<std::uint32_t> from_;
  exec::row_store out_;
};

}  // namespace helios::plan::detail
