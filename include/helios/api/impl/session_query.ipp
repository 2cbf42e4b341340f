// helios/api/impl/session_query.ipp -- queries: a stream over the state at hand; rows that a
// transaction locks.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/locked_rows.hpp>
#include <helios/api/impl/session_write.hpp>
#include <helios/api/impl/streams.hpp>

namespace helios::api::detail {

outcome session_state::query(request const& r) {
  if (!static_cast<sql::ast::query const&>(r.what->tree()).tail.locks.empty())
    return locking_query(r);
  std::shared_ptr<statement_run> const run = begin_reading(r);
  run->begin(plan_of(r, *run));
  if (transaction_) {
    std::erase_if(transaction_->streams, [&](std::weak_ptr<statement_run> const& s) {
      auto const other = s.lock();
      return !other || other->session == nullptr || other == run;
    });
    transaction_->streams.push_back(run);
  }
  outcome out;
  out.tag = "SELECT";
  out.columns = run->plan->columns;
  out.stream = std::make_unique<query_stream>(run);
  return out;
}

/// FOR UPDATE: the rows go into what the transaction relies on, so that its commit loses to whoever
/// changes them first. A statement that is a transaction of its own has nobody to lose to.
outcome session_state::locking_query(request const& r) {
  return write(r, "SELECT FOR UPDATE", [&](statement_run& run, write_unit& unit) {
    auto made = std::make_shared<bound_plan>();
    made->what = sql::bind_query(static_cast<sql::ast::query const&>(r.what->tree()),
                                 r.what->whole_text(), run.from);
    auto& q = std::get<plan::query>(made->what);
    std::size_t const width = q.root->columns.size();
    std::vector<locked_table> const tables = expose_keys(q);
    optimize(q, run);
    run.begin(made);
    exec::row_store const rows = rest_of(run);
    rely_on(rows, tables, unit);
    outcome out;
    out.tag = "SELECT";
    out.columns = columns_of(std::span(run.plan->query().root->columns).first(width));
    out.stream = std::make_unique<kept_stream>(first_columns(rows, width, run.run.memory.get()),
                                               run.run.capacity, run.run.memory);
    return out;
  });
}

}  // namespace helios::api::detail
