// helios/api/impl/session_run.ipp -- a statement's way through its session: refused, dispatched,
// bound, run in a transaction.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/bare_scan.hpp>
#include <helios/api/impl/lasting_plan.hpp>
#include <helios/api/impl/session_write.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/plan/optimize.hpp>

namespace helios::api::detail {

session_state::session_state(std::shared_ptr<instance> in, session_options options)
    : in_(std::move(in)),
      options_(std::move(options)),
      branch_(in_->engine->find_branch(options_.branch).id) {
  idle_.reserve(most_idle);  // a stream's end gives its run back, and cannot fail
  if (options_.as_of) past_ = in_->engine->as_of(branch_, *options_.as_of);
}

/// A request to stop is for what was running when it came.
void session_state::renew_stop() {
  if (!cancel_.stop_requested()) return;
  std::lock_guard const hold(cancel_lock_);
  cancel_ = std::stop_source();
}

void session_state::forget_last() {
  if (!transaction_ || !transaction_->last) return;
  std::optional<open_transaction::repeatable> const last =
      std::exchange(transaction_->last, std::nullopt);
  give_back(last->run);
}

void session_state::refuse_failed() const {
  if (status() == transaction_status::failed)
    throw error(errc::in_failed_sql_transaction,
                "current transaction is aborted, commands ignored until end of transaction "
                "block");
}

outcome session_state::run(statement_ptr const& what, std::span<types::value const> parameters,
                           run_options const& options) {
  renew_stop();
  try {
    if (transaction_ && transaction_->last && repeats_last(what, parameters, options))
      return repeat_last(parameters);
    forget_last();
    request r{std::static_pointer_cast<parsed_statement>(what),
              parameters,
              {},
              false,
              &options,
              deadline_of(options)};
    if (!transaction_ && !past_) {
      storage::version_ptr head = settle_branch();
      if (is_query(r.what->tree().kind)) r.head = std::move(head);
    }
    return dispatch(r);
  } catch (...) {
    if (transaction_) transaction_->failed = true;
    throw;
  }
}

bool session_state::is_query(sql::ast::statement_kind kind) noexcept {
  using sql::ast::statement_kind;
  return kind == statement_kind::select || kind == statement_kind::values ||
         kind == statement_kind::set_operation;
}

void session_state::keep_last(std::shared_ptr<statement_run> run) {
  plan::change const* const c = run->plan ? std::get_if<plan::change>(&run->plan->what) : nullptr;
  if (c == nullptr || !plan::values_insert::is(*c) || run->progress || run->run.deadline)
    return give_back(std::move(run));
  run->session.reset();  // which keeps the run
  transaction_->last.emplace(open_transaction::repeatable{std::move(run), plan::values_insert(*c)});
}

bool session_state::repeats_last(statement_ptr const& what,
                                 std::span<types::value const> parameters,
                                 run_options const& options) const noexcept {
  statement_run const& run = *transaction_->last->run;
  if (run.what != what || options.timeout || options.progress || options.stop.stop_possible())
    return false;
  // It listens to the source of its time.
  if (transaction_->failed || run.run.stop.stop_requested()) return false;
  return std::equal(parameters.begin(), parameters.end(), run.parameters.begin(),
                    run.parameters.end(),
                    [](types::value const& a, types::value const& b) { return a.is_typed_as(b); });
}

/// What dispatch() would do, without what stays the same.
outcome session_state::repeat_last(std::span<types::value const> parameters) {
  open_transaction::repeatable& last = *transaction_->last;
  catalog::write_scope& scope = transaction_->unit.scope;
  return write_or_go_back([&] {
    last.run->run.session.parameters = parameters;
    outcome out;
    out.rows = last.into.run(last.run->run, scope);
    last.run->run.session.parameters = {};  // they are the caller's
    scope.end_statement();
    out.tag = command_tag("INSERT 0 ", out.rows);
    return out;
  });
}

void session_state::cancel() noexcept {
  std::lock_guard const hold(cancel_lock_);
  cancel_.request_stop();
}

transaction_status session_state::status() const noexcept {
  if (!transaction_) return transaction_status::idle;
  return transaction_->failed ? transaction_status::failed : transaction_status::active;
}

std::string session_state::branch() const {
  std::string const name = branch_name(*in_->engine, branch_);
  return name.empty() ? options_.branch : name;
}

scn session_state::newest() const {
  return transaction_ ? transaction_->unit.at.version->at() : here().version->at();
}

void session_state::fail(statement_run const& by) noexcept {
  if (transaction_ && by.from.is_in(&transaction_->unit)) transaction_->failed = true;
}

outcome session_state::dispatch(request const& r) {
  using kind = sql::ast::statement_kind;
  using sql::ast::statement;
  statement const& tree = r.what->tree();
  bool const ends_failure =
      tree.kind == kind::end ||
      (tree.kind == kind::savepoint && static_cast<sql::ast::savepoint const&>(tree).what ==
                                           sql::ast::savepoint::type::rollback_to);
  if (!ends_failure) refuse_failed();
  if (is_query(tree.kind)) return query(r);
  switch (tree.kind) {
    case kind::select:
    case kind::values:
    case kind::set_operation: break;
    case kind::insert:
    case kind::update:
    case kind::delete_: return change(r);
    case kind::truncate: return truncate(r, static_cast<sql::ast::truncate const&>(tree));
    case kind::create_table: {
      auto const& table = static_cast<sql::ast::create_table const&>(tree);
      return table.source ? create_table_as(r, table) : definition(r);
    }
    case kind::begin: return begin(static_cast<sql::ast::begin const&>(tree));
    case kind::end: return end(static_cast<sql::ast::end const&>(tree));
    case kind::savepoint: return savepoint(static_cast<sql::ast::savepoint const&>(tree));
    case kind::set_transaction:
      return set_transaction(static_cast<sql::ast::set_transaction const&>(tree));
    case kind::set: return set(r, static_cast<sql::ast::set const&>(tree));
    case kind::show: return show(static_cast<sql::ast::show const&>(tree));
    case kind::reset: return reset(static_cast<sql::ast::reset const&>(tree));
    case kind::prepare: return prepare(r, static_cast<sql::ast::prepare const&>(tree));
    case kind::execute: return execute(r, static_cast<sql::ast::execute const&>(tree));
    case kind::deallocate: return deallocate(static_cast<sql::ast::deallocate const&>(tree));
    case kind::explain: return explain(r, static_cast<sql::ast::explain const&>(tree));
    case kind::vacuum: return vacuum(r, static_cast<sql::ast::vacuum const&>(tree));
    case kind::reindex: return reindex(r, static_cast<sql::ast::reindex const&>(tree));
    case kind::pragma: return pragma(r, static_cast<sql::ast::pragma const&>(tree));
    case kind::backup: return backup(r, static_cast<sql::ast::backup const&>(tree));
    case kind::checkpoint: return checkpoint();
    case kind::use_branch: return use_branch(static_cast<sql::ast::use_branch const&>(tree));
    case kind::merge: throw error(errc::feature_not_supported, "MERGE is not supported yet");
    case kind::copy: throw error(errc::feature_not_supported, "COPY cannot stand here");
    case kind::do_: throw error(errc::feature_not_supported, "DO is not supported");
    case kind::create_branch:
    case kind::drop_branch:
    case kind::merge_branch:
    case kind::alter_branch:
    case kind::show_branches:
    case kind::create_tag:
    case kind::drop_tag: return branch_statement(r);
    case kind::alter_table:
    case kind::create_index:
    case kind::create_view:
    case kind::create_schema:
    case kind::create_sequence:
    case kind::alter_sequence:
    case kind::create_type:
    case kind::alter_type:
    case kind::create_domain:
    case kind::create_database:
    case kind::create_policy:
    case kind::create_extension:
    case kind::drop:
    case kind::rename:
    case kind::set_schema:
    case kind::comment:
    case kind::refresh: return definition(r);
  }
  HELIOS_UNREACHABLE();
}

read_point session_state::here() const {
  if (past_) return {branch_, past_, options_.as_of, true};
  return newest_of(*in_->engine, branch_);
}

exec::session session_state::frame() const {
  exec::session of;
  of.time.utc_offset = settings_.utc_offset();
  of.time.now = transaction_ ? transaction_->unit.session.time.now
                             : types::from_unix(in_->engine->world().now());
  of.schema = settings_.search_path().empty() ? std::string_view() : settings_.search_path()[0];
  return of;
}

std::shared_ptr<statement_run> session_state::idle_run(request const& r) {
  auto const at = std::find_if(idle_.begin(), idle_.end(),
                               [&](auto const& run) { return run->what == r.what; });
  // What it holds since the last time counts now as well.
  std::size_t const limit = settings_.query_memory_limit();
  bool const too_large = at != idle_.end() && limit != 0 && (*at)->run.memory->used() > limit / 4;
  if (too_large) idle_.erase(at);
  if (too_large || at == idle_.end() || r.only_described) {
    statement_frame const with{in_, &settings_, r.what->whole_text(),
                               {},  nullptr,    r.only_described};
    return std::make_shared<statement_run>(r.what, with, sequences_);
  }
  std::shared_ptr<statement_run> run = std::move(*at);
  *at = std::move(idle_.back());
  idle_.pop_back();
  return run;
}

void session_state::give_back(std::shared_ptr<statement_run> run) {
  if (!run->repeats()) {
    run->execution.reset();
    return;
  }
  try {
    run->let_go();
  } catch (error const&) {
    run->execution.reset();  // this thread has less stack than that which ran it
    return;
  }
  if (idle_.size() == most_idle) idle_.erase(idle_.begin());
  idle_.push_back(std::move(run));
}

deadline session_state::deadline_of(run_options const& options) const {
  std::optional<std::chrono::milliseconds> least = options.timeout;
  std::chrono::milliseconds const set = settings_.statement_timeout();
  if (set.count() > 0) least = least ? std::min(*least, set) : set;
  if (!least) return {};
  return std::chrono::steady_clock::now() + *least;
}

std::shared_ptr<statement_run> session_state::begin_run(request const& r, read_point at,
                                                        write_unit* unit) {
  std::shared_ptr<statement_run> run = idle_run(r);
  run->take(shared_from_this(), r.parameters, r.declared, std::move(at), unit, r.options->stop,
            cancel_.get_token());
  // A transaction of the statement's own has just begun, with the frame of now.
  exec::session const of = unit != nullptr && !transaction_ ? unit->session : frame();
  run->run.session.time = of.time;
  run->run.session.schema = of.schema;
  run->run.capacity = options_.batch_rows;
  std::size_t const most = settings_.query_memory_limit();
  run->run.memory->set_limit(most == 0 ? memory_budget::unlimited : most);
  run->progress = r.options->progress;
  run->run.deadline = r.until;
  return run;
}

std::shared_ptr<statement_run> session_state::begin_reading(request const& r) {
  if (!transaction_) {
    read_point const at{branch_, r.head, {}, in_->engine->read_only()};
    return begin_run(r, r.head ? at : here(), nullptr);
  }
  transaction_->used = true;
  return begin_run(r, transaction_->unit.at, &transaction_->unit);
}

void session_state::refuse_writing(std::string_view command) const {
  if (transaction_ ? transaction_->unit.at.read_only
                   : past_ || in_->engine->read_only() || settings_.default_read_only())
    throw error(errc::read_only_sql_transaction,
                "cannot execute " + std::string(command) + " in a read-only transaction");
}

std::unique_ptr<write_unit> session_state::make_unit() {
  auto unit = std::make_unique<write_unit>(in_, here(), frame(), sequences_, settings_);
  if (settings_.default_serializable()) unit->serialize();
  return unit;
}

std::unique_ptr<write_unit> session_state::idle_unit(read_point const& at) {
  std::unique_ptr<write_unit> unit = std::move(idle_unit_);
  if (!unit) return std::make_unique<write_unit>(in_, at, frame(), sequences_, settings_);
  unit->begin(in_, at, frame());
  return unit;
}

void session_state::commit(write_unit& unit) {
  unit.scope.commit(settings_.commit_message(), settings_.author());
  // A message is for one commit.
  if (!settings_.commit_message().empty()) settings_.set("helios.commit_message", {});
}

bound_plan_ptr session_state::plan_of(request const& r, statement_run& run) {
  schema_version const schema = version_of(run.from.open(0, catalog::objects_tree));
  bool const last_one = run.plan && run.plan->lasting &&
                        run.plan->key.is(schema, options_.optimizer, r.bare, settings_.plan_key(),
                                         run.parameter_types);
  if (last_one) return run.plan;
  if (bound_plan_ptr known = r.what->find_plan(schema, options_.optimizer, r.bare,
                                               settings_.plan_key(), run.parameter_types))
    return known;
  auto made = std::make_shared<bound_plan>();
  made->key = {schema, options_.optimizer, r.bare, settings_.plan_key(), run.parameter_types};
  sql::ast::statement const& tree = r.what->tree();
  using kind = sql::ast::statement_kind;
  bool const changes =
      tree.kind == kind::insert || tree.kind == kind::update || tree.kind == kind::delete_;
  if (changes)
    made->what = sql::bind_change(tree, r.what->whole_text(), run.from);
  else
    made->what =
        sql::bind_query(static_cast<sql::ast::query const&>(tree), r.what->whole_text(), run.from);
  plan::query& q =
      changes ? std::get<plan::change>(made->what).from : std::get<plan::query>(made->what);
  if (q.for_update)
    throw error(errc::feature_not_supported, "FOR UPDATE inside a subquery is not supported");
  made->lasting = run.from.lasting() && lasts(q);
  optimize(q, run);
  if (!changes) {
    made->columns = columns_of(q.root->columns);
    if (r.bare)
      made->places = make_bare(q);
    else
      made->by_key = key_lookup::in(q);
  } else if (auto const& returned = made->change().returning_columns; !returned.empty()) {
    made->columns = columns_of(returned);
  }
  if (changes) made->changes_by_key = plan::change_by_key::in(made->change());
  if (made->lasting) r.what->keep_plan(made);
  return made;
}

void session_state::optimize(plan::query& q, statement_run& run) const {
  if (!options_.optimizer) return;
  plan::optimize(q, run.run.session, [&run](std::uint32_t state, tree_id id) {
    return run.from.open(state, id).rows();
  });
}

}  // namespace helios::api::detail
