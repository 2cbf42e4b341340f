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
  if (std::optional<outcome> found = query_by_key(r)) return *std::move(found);
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

/// A query that looks up one row by its key needs what an execution found out, and nothing of what
/// executes.
std::optional<outcome> session_state::query_by_key(request const& r) {
  run_options const& how = *r.options;
  bool const late = r.until && std::chrono::steady_clock::now() >= *r.until;
  bool const watched = how.progress || how.stop.stop_possible() || late;
  if (!r.head || watched || r.only_described || r.bare || !r.declared.empty()) return {};
  auto const idle = std::find_if(idle_.begin(), idle_.end(),
                                 [&](auto const& run) { return run->what == r.what; });
  if (idle == idle_.end() || !(*idle)->plan || !(*idle)->plan->lasting) return {};
  bound_plan const& plan = *(*idle)->plan;
  bool const same_plan =
      plan.by_key && plan.key.settings == settings_.plan_key() &&
      std::equal(r.parameters.begin(), r.parameters.end(), plan.key.parameters.begin(),
                 plan.key.parameters.end(), [](types::value const& v, types::data_type wanted) {
                   return v.whole_type() == wanted;
                 });
  if (!same_plan || !plan.by_key->takes(r.parameters)) return {};
  statement_run::known_rows& known = (*idle)->rows_by_key;
  storage::tree_space& space = in_->engine->space();
  if (known.state != r.head->born()) {
    known.state = {};
    auto const objects = storage::open_tree(r.head->root(), catalog::objects_tree, space);
    if (version_of(*objects) != plan.key.schema) return {};
    storage::tree const rows = *storage::open_tree(r.head->root(), plan.by_key->rows(), space);
    if (known.form != &rows.form()) {
      known.columns = std::make_shared<key_columns const>(place_in(*plan.by_key, rows.form()));
      known.form = &rows.form();  // shapes are kept once each
    }
    known.root = rows.root();
    known.state = r.head->born();
  }
  auto stream = std::make_unique<key_stream>(
      in_, r.head, storage::tree(known.root, *known.form, space.pages()),
      plan.by_key->key_of(r.parameters, known.key), known.columns, known.like);
  if (stream->refers()) return {};  // how much memory that takes is counted by operators
  outcome out;
  out.tag = "SELECT";
  out.columns = plan.columns;
  out.stream = std::move(stream);
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
