// helios/api/impl/streams.hpp -- where a result's rows come from: kept rows, or a query as it runs.
#pragma once

#include <helios/api/impl/session_state.hpp>
#include <helios/exec/operators/stored_rows.hpp>

#include <numeric>

namespace helios::api::detail {

class kept_stream final : public row_stream {
 public:
  /// `counted_by`: what counts the rows, if anybody does.
  kept_stream(exec::row_store rows, std::uint32_t capacity,
              std::shared_ptr<memory_budget const> counted_by = nullptr)
      : counted_by_(std::move(counted_by)), rows_(std::move(rows)), capacity_(capacity) {
    budget_vector<std::uint32_t> order(rows_.rows());
    std::iota(order.begin(), order.end(), 0U);
    at_.begin(std::move(order));
  }
  bool next(exec::batch& out) override {
    out.clear();
    return at_.pull(rows_, capacity_, out);
  }

 private:
  std::shared_ptr<memory_budget const> counted_by_;
  exec::row_store rows_;
  exec::detail::stored_rows at_;
  std::uint32_t capacity_;
};

class query_stream final : public row_stream {
 public:
  explicit query_stream(std::shared_ptr<statement_run> of) : of_(std::move(of)) {}
  query_stream(query_stream const&) = delete;
  query_stream& operator=(query_stream const&) = delete;
  ~query_stream() override {
    std::shared_ptr<session_state> const session = of_->session;
    session->give_back(std::move(of_));
  }

  [[nodiscard]] bool ended() const noexcept override {
    return of_->execution && !of_->failure && of_->execution->root().ended();
  }
  bool next(exec::batch& out) override {
    if (of_->rest) return of_->rest->next(out);
    if (of_->failure) std::rethrow_exception(of_->failure);
    handed_out const callers(out);
    try {
      if (!of_->execution->root().next(out)) return false;
      of_->done(out.count());
      return true;
    } catch (...) {
      of_->session->fail(*of_);
      throw;
    }
  }

 private:
  /// The batch outlives the run: between calls nobody counts it.
  class handed_out {
   public:
    explicit handed_out(exec::batch& to) noexcept : to_(&to) {}
    handed_out(handed_out const&) = delete;
    handed_out& operator=(handed_out const&) = delete;
    ~handed_out() { to_->memory.charge(nullptr); }

   private:
    exec::batch* to_;
  };

  std::shared_ptr<statement_run> of_;
};

/// All rows that a query still has.
[[nodiscard]] inline exec::row_store rest_of(statement_run& run) {
  exec::operation& root = run.execution->root();
  exec::row_store rows(root.types(), run.run.memory.get());
  exec::batch in;
  while (root.next(in)) {
    rows.append(in.columns, in.rows);
    run.done(in.count());
  }
  return rows;
}

[[nodiscard]] inline exec::row_store first_columns(exec::row_store const& of, std::size_t n,
                                                   memory_budget* counted_by) {
  std::vector<types::data_type> const types(of.types().begin(), of.types().begin() + n);
  exec::row_store out(types, counted_by);
  std::vector<exec::column> columns;
  for (std::size_t i = 0; i != n; ++i) columns.push_back(of.all(i));
  out.append(columns, {nullptr, of.rows()});
  return out;
}

/// The trees that a query reads go away: what it still has is read now.
inline void finish(statement_run& run) noexcept {
  try {
    run.rest = std::make_unique<kept_stream>(rest_of(run), run.run.capacity, run.run.memory);
  } catch (...) {
    run.failure = std::current_exception();
  }
  run.execution.reset();
}

/// A result made of values, a row per member.
[[nodiscard]] inline outcome value_rows(command_tag tag, std::vector<result_column> columns,
                                        std::vector<catalog::row_values> const& rows) {
  std::vector<types::data_type> types;
  for (result_column const& c : columns) types.push_back(c.type);
  exec::row_store kept(types);
  for (catalog::row_values const& row : rows) {
    arena memory;
    std::vector<exec::column> one;
    for (std::size_t i = 0; i != row.size(); ++i)
      one.push_back(exec::make_column(memory, types[i], {&row[i], 1}));
    kept.append(one, {nullptr, 1});
  }
  outcome out;
  out.tag = std::move(tag);
  out.columns = std::make_shared<std::vector<result_column> const>(std::move(columns));
  out.stream = std::make_unique<kept_stream>(std::move(kept), exec::largest_batch);
  return out;
}

/// The same of texts alone.
[[nodiscard]] inline outcome text_rows(command_tag tag, std::vector<std::string> names,
                                       std::vector<std::vector<std::string>> const& rows) {
  std::vector<result_column> columns;
  for (std::string& name : names) columns.push_back({std::move(name), types::type_id::text});
  std::vector<catalog::row_values> values;
  for (std::vector<std::string> const& row : rows) {
    catalog::row_values& to = values.emplace_back();
    for (std::string const& text : row) to.push_back(types::value::text(text));
  }
  return value_rows(std::move(tag), std::move(columns), values);
}

[[nodiscard]] inline result_columns columns_of(std::span<plan::column const> from) {
  auto out = std::make_shared<std::vector<result_column>>();
  out->reserve(from.size());
  for (plan::column const& c : from) {
    bool const untyped = c.type.id == types::type_id::unknown;
    out->push_back({c.name, untyped ? types::data_type(types::type_id::text) : c.type});
  }
  return out;
}

}  // namespace helios::api::detail
