// helios/api/impl/statement_run.hpp -- one execution of one statement: parameters, time, limits,
// the states it reads, its operators.
//
// Shape     made -> take -> begin -> ... -> let_go -> take -> ...
//           the stream that hands out a query's rows is the last owner of all this; a run that
//           repeats goes back to its session, so that a prepared statement finds its operators
// Holds     (R1) members are declared in the order in which they lean on each other
// Threads   one; stopping is for any
#pragma once

#include <helios/api/impl/bound_plan.hpp>
#include <helios/api/impl/combined_stop.hpp>
#include <helios/api/impl/key_stream.hpp>
#include <helios/api/impl/reading.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::api::detail {

class session_state;

struct statement_run {
  /// Of a statement. `text_owner` keeps the text that `frame` names.
  statement_run(std::shared_ptr<statement const> text_owner, statement_frame frame,
                catalog::sequence_session& sequences)
      : what(std::move(text_owner)),
        from(with_run(frame)),
        host(frame.in, from.at(), sequences, *frame.session_settings) {
    run.session.host = &host;
  }
  statement_run(statement_run const&) = delete;
  statement_run& operator=(statement_run const&) = delete;

  /// What one execution is given: parameters, the state it reads, what may stop it.
  void take(std::shared_ptr<session_state> of, std::span<types::value const> values,
            std::span<types::data_type const> declared, read_point at, write_unit* unit,
            std::stop_token const& callers_stop, std::stop_token const& sessions_stop) {
    session = std::move(of);
    parameters.assign(values.begin(), values.end());
    parameter_types.assign(declared.begin(), declared.end());
    parameter_types.resize(std::max(parameter_types.size(), parameters.size()));
    for (std::size_t i = 0; i != parameters.size(); ++i) {
      // What was not declared has the type it was given with.
      types::data_type& type = parameter_types[i];
      if (type.id == types::type_id::unknown) type = parameters[i].whole_type();
    }
    run.session.parameters = parameters;
    run.deadline.reset();
    run.timed = false;
    rows = 0;
    stop.emplace(callers_stop, sessions_stop);
    run.stop = stop->token();
    run.reads = unit != nullptr ? unit->tx.reads() : nullptr;
    from.stand_on(std::move(at), unit, parameter_types);
    host.serve(unit != nullptr ? &unit->tx : nullptr, unit != nullptr ? &unit->scope : nullptr);
  }
  /// Begins the plan's query: again, if its operators are those of the last execution.
  void begin(bound_plan_ptr const& of) {
    if (execution && plan == of && execution->reopen(from)) return;
    execution.reset();
    follow(of);
    execution.emplace(plan->reads(), run, from);
  }
  /// Goes by a plan, without its operators.
  void follow(bound_plan_ptr const& of) {
    if (plan == of) return;
    execution.reset();
    rows_by_key = {};
    plan = of;
  }
  /// Whether another execution may begin with what this one leaves.
  [[nodiscard]] bool repeats() const noexcept {
    bool const few = execution ? execution->keeps_no_rows() : plan && plan->changes_by_key;
    return few && !rest && !failure;
  }
  /// Lets go of all that belonged to one execution.  Requires repeats().
  void let_go() {
    if (execution) execution->release();
    from.let_go();
    host.serve(nullptr, nullptr);
    progress = {};
    run.stop = {};
    run.reads = nullptr;
    stop.reset();
    parameters.clear();
    run.session.parameters = {};
    session.reset();
  }
  /// One more row, or many: stops where the caller wants it.
  void done(std::uint64_t more) {
    rows += more;
    if (progress && !progress(rows))
      throw error(errc::query_canceled, "canceling statement due to user request");
  }

  std::shared_ptr<session_state> session;  // nullptr: between executions
  std::shared_ptr<statement const> what;
  std::vector<types::value> parameters;
  std::vector<types::data_type> parameter_types;
  exec::run_context run;
  progress_function progress;
  std::uint64_t rows = 0;
  std::optional<combined_stop> stop;
  reading from;
  database_host host;
  bound_plan_ptr plan;
  std::optional<plan::execution> execution;
  /// Of a plan with by_key: the rows among which it looks, in the state that was born then.
  struct known_rows {
    storage::era state{};
    storage::tree_root root;
    storage::shape const* form = nullptr;
    std::shared_ptr<key_columns const> columns;
    bytes key;  // the last one, if it is a text
    storage::row_guess like;
  } rows_by_key;
  plan::change_by_key::scratch by_key;  // of a plan with changes_by_key
  /// What was left of a stream when its transaction ended, or what stopped it then.
  std::unique_ptr<row_stream> rest;
  std::exception_ptr failure;

 private:
  [[nodiscard]] statement_frame with_run(statement_frame frame) {
    frame.run = &run;
    return frame;
  }
};

}  // namespace helios::api::detail
