// helios/api/impl/statement_run.hpp -- one execution of one statement: parameters, time, limits,
// the states it reads, its operators.
//
// Shape     the stream that hands out a query's rows is the last owner of all this
// Holds     (R1) members are declared in the order in which they lean on each other
// Threads   one; stopping is for any
#pragma once

#include <helios/api/impl/bound_plan.hpp>
#include <helios/api/impl/combined_stop.hpp>
#include <helios/api/impl/reading.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::api::detail {

class session_state;

struct statement_run {
  /// `text_owner` keeps the text that `frame` names.
  statement_run(std::shared_ptr<session_state> of, std::shared_ptr<statement const> text_owner,
                statement_frame frame, std::span<types::value const> values,
                std::span<types::data_type const> declared, catalog::sequence_session& sequences,
                read_point at, write_unit* unit, std::stop_token const& callers_stop,
                std::stop_token const& sessions_stop)
      : session(std::move(of)),
        what(std::move(text_owner)),
        parameters(values.begin(), values.end()),
        parameter_types(declared.begin(), declared.end()),
        stop(callers_stop, sessions_stop),
        from(with_run(frame), std::move(at), unit),
        host(frame.in, from.at(), sequences, *frame.session_settings,
             unit != nullptr ? &unit->tx : nullptr, unit != nullptr ? &unit->scope : nullptr) {
    run.session.parameters = parameters;
    run.session.host = &host;
    run.stop = stop.token();
  }
  statement_run(statement_run const&) = delete;
  statement_run& operator=(statement_run const&) = delete;

  /// Begins the query of its plan.
  void begin() { execution.emplace(plan->query(), run, from); }
  /// One more row, or many: stops where the caller wants it.
  void done(std::uint64_t more) {
    rows += more;
    if (progress && !progress(rows))
      throw error(errc::query_canceled, "canceling statement due to user request");
  }

  std::shared_ptr<session_state> session;
  std::shared_ptr<statement const> what;
  std::vector<types::value> parameters;
  std::vector<types::data_type> parameter_types;
  exec::run_context run;
  progress_function progress;
  std::uint64_t rows = 0;
  combined_stop stop;
  reading from;
  database_host host;
  bound_plan_ptr plan;
  std::optional<plan::execution> execution;
  /// What was left of a stream when its transaction ended, or what stopped it then.
  std::unique_ptr<row_stream> rest;
  std::exception_ptr failure;

 private:
  [[nodiscard]] statement_frame with_run(statement_frame frame) {
    parameter_types.resize(std::max(parameter_types.size(), parameters.size()));
    for (std::size_t i = 0; i != parameters.size(); ++i) {
      // What was not declared has the type it was given with.
      types::data_type& type = parameter_types[i];
      if (type.id == types::type_id::unknown) type = parameters[i].type();
    }
    frame.parameter_types = parameter_types;
    frame.run = &run;
    return frame;
  }
};

}  // namespace helios::api::detail
