// helios/api/impl/session_control.ipp -- transactions from BEGIN to COMMIT, savepoints, branches.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/branch_statements.hpp>

#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/streams.hpp>

namespace helios::api::detail {

void session_state::open_transaction_with(sql::ast::transaction_modes const& modes) {
  using choice = sql::ast::transaction_modes::choice;
  using level = sql::ast::transaction_modes::level;
  read_point at = past_ ? here() : snapshot_of(*in_->engine, branch_);
  at.read_only |= modes.read_only == choice::yes ||
                  (modes.read_only == choice::unsaid && settings_.default_read_only());
  transaction_ = std::make_unique<open_transaction>(in_, at, frame(), sequences_, settings_);
  transaction_->before = transaction_->after = settings_;
  transaction_->meanings = meanings_;
  bool const serializable = modes.isolation == level::unsaid
                                ? settings_.default_serializable()
                                : modes.isolation == level::serializable;
  if (serializable) transaction_->unit.serialize();
}

outcome session_state::begin(sql::ast::begin const& tree) {
  outcome out = control::tagged("BEGIN");
  if (transaction_) {
    out.notices.push_back(control::warning(errc::active_sql_transaction,
                                           "there is already a transaction in progress"));
  } else {
    open_transaction_with(tree.modes);
  }
  return out;
}

/// Streams read on when their transaction has ended: what they still have is read before.
void session_state::finish_streams() {
  for (std::weak_ptr<statement_run> const& s : transaction_->streams) {
    std::shared_ptr<statement_run> const run = s.lock();
    if (run && run->session && run->execution) finish(*run);
  }
  transaction_->streams.clear();
}

outcome session_state::end(sql::ast::end const& tree) {
  bool const commits = tree.what == sql::ast::end::type::commit;
  std::string_view const word = commits ? "COMMIT" : "ROLLBACK";
  if (!transaction_) {
    if (tree.chain) throw control::needs_transaction(std::string(word) + " AND CHAIN");
    outcome out = control::tagged(word);
    out.notices.push_back(
        control::warning(errc::no_active_sql_transaction, "there is no transaction in progress"));
    return out;
  }
  sql::ast::transaction_modes modes;
  modes.read_only = transaction_->unit.at.read_only ? sql::ast::transaction_modes::choice::yes
                                                    : sql::ast::transaction_modes::choice::no;
  bool const keeps = commits && !transaction_->failed;
  modes.isolation = transaction_->unit.tx.reads() != nullptr
                        ? sql::ast::transaction_modes::level::serializable
                        : sql::ast::transaction_modes::level::repeatable_read;
  finish_streams();
  std::unique_ptr<open_transaction> const last = std::move(transaction_);
  settings const message = settings_;
  settings_ = last->before;
  if (meanings_ != last->meanings) ++meanings_;  // what it defined or set is so no more, or for all
  if (keeps) {
    // Whatever comes of it, the transaction is over.
    std::shared_lock<std::shared_mutex> const turn = in_->gates.of(branch_).pass();
    last->unit.scope.commit(message.commit_message(), message.author());
    settings_ = std::move(last->after);
    if (!message.commit_message().empty()) settings_.set("helios.commit_message", {});
  }
  if (tree.chain) open_transaction_with(modes);
  return control::tagged(keeps ? "COMMIT" : "ROLLBACK");
}

void session_state::close() noexcept {
  if (!transaction_) return;
  finish_streams();
  transaction_.reset();
}

outcome session_state::savepoint(sql::ast::savepoint const& tree) {
  using type = sql::ast::savepoint::type;
  static constexpr std::string_view words[] = {"SAVEPOINT", "RELEASE SAVEPOINT",
                                               "ROLLBACK TO SAVEPOINT"};
  static constexpr std::string_view tags[] = {"SAVEPOINT", "RELEASE", "ROLLBACK"};
  auto const what = static_cast<std::size_t>(tree.what);
  if (!transaction_) throw control::needs_transaction(words[what]);
  open_transaction& t = *transaction_;
  if (tree.what == type::set) {
    t.savepoints.push_back({std::string(tree.name.text), t.unit.tx.save(), settings_, t.after});
    return control::tagged(tags[what]);
  }
  auto const newest = std::find_if(t.savepoints.rbegin(), t.savepoints.rend(),
                                   [&](auto const& s) { return s.name == tree.name.text; });
  if (newest == t.savepoints.rend())
    throw error(errc::invalid_savepoint,
                "savepoint \"" + std::string(tree.name.text) + "\" does not exist");
  auto const at = newest.base() - 1;
  if (tree.what == type::release) {
    t.savepoints.erase(at, t.savepoints.end());
    return control::tagged(tags[what]);
  }
  finish_streams();
  t.unit.tx.rollback_to(at->at);
  t.unit.scope.went_back();
  ++t.upheavals;
  ++meanings_;
  settings_ = at->current;
  t.after = at->after;
  t.failed = false;
  at->at = t.unit.tx.save();
  t.savepoints.erase(at + 1, t.savepoints.end());
  return control::tagged(tags[what]);
}

outcome session_state::set_transaction(sql::ast::set_transaction const& tree) {
  using modes = sql::ast::transaction_modes;
  if (tree.snapshot)
    throw error(errc::feature_not_supported, "SET TRANSACTION SNAPSHOT is not supported")
        .hint("A session can be opened on a past state: as_of.");
  outcome out = control::tagged("SET");
  if (tree.session) {
    if (tree.modes.read_only != modes::choice::unsaid) {
      std::string const value = tree.modes.read_only == modes::choice::yes ? "on" : "off";
      change_setting(false, "default_transaction_read_only", {&value, 1});
    }
    if (tree.modes.isolation != modes::level::unsaid) {
      std::string const value(control::name_of(tree.modes.isolation == modes::level::serializable));
      change_setting(false, "default_transaction_isolation", {&value, 1});
    }
    return out;
  }
  if (!transaction_) {
    out.notices.push_back(control::warning(errc::no_active_sql_transaction,
                                           "SET TRANSACTION can only be used in transaction "
                                           "blocks"));
    return out;
  }
  if (tree.modes.isolation != modes::level::unsaid && transaction_->used)
    throw error(errc::active_sql_transaction,
                "SET TRANSACTION ISOLATION LEVEL must be called before any query");
  if (tree.modes.isolation == modes::level::serializable)
    transaction_->unit.serialize();
  else if (tree.modes.isolation != modes::level::unsaid)
    transaction_->unit.tx.forget_reads();
  bool& read_only = transaction_->unit.at.read_only;
  if (tree.modes.read_only == modes::choice::yes) read_only = true;
  if (tree.modes.read_only == modes::choice::no && read_only) {
    if (transaction_->used)
      throw error(errc::active_sql_transaction,
                  "transaction read-write mode must be set before any query");
    read_only = here().read_only;
  }
  return out;
}

outcome session_state::use_branch(sql::ast::use_branch const& tree) {
  refuse_inside_transaction("USE BRANCH");
  if (past_)
    throw error(errc::object_not_in_prerequisite_state,
                "a session on a past state cannot use another branch");
  move_to(in_->engine->find_branch(tree.name.text).id, std::string(tree.name.text));
  return control::tagged("USE BRANCH");
}

storage::version_ptr session_state::settle_branch() {
  try {
    return in_->engine->head(branch_);
  } catch (error const& e) {
    if (e.code() != errc::undefined_object) throw;
    for (history::branch_info const& b : in_->engine->branches()) {
      if (b.name == options_.branch) branch_ = b.id;
    }
    return nullptr;
  }
}

outcome session_state::branch_statement(request const& r) {
  if (r.what->tree().kind == sql::ast::statement_kind::show_branches) {
    branch_context const of{in_, branch_, options_.branch, {}, {}, {}, {}, nullptr};
    return run_branch_statement(r.what->tree(), of);
  }
  refuse_inside_transaction("a statement about branches or tags");
  if (past_ || in_->engine->read_only() || settings_.default_read_only())
    throw error(errc::read_only_sql_transaction,
                "cannot change branches or tags in a read-only session");
  exec::session functions = frame();
  branch_context const of{in_,
                          branch_,
                          options_.branch,
                          r.what->whole_text(),
                          settings_.show("helios.commit_message"),
                          settings_.show("helios.author"),
                          [&](sql::ast::moment const& m) {
                            // The branch may be gone; an expression is read where one is written.
                            return begin_reading(r)->from.when(m);
                          },
                          &functions};
  return run_branch_statement(r.what->tree(), of);
}

void session_state::refuse_inside_transaction(std::string_view command) const {
  if (transaction_)
    throw error(errc::active_sql_transaction,
                std::string(command) + " cannot run inside a transaction block");
}

}  // namespace helios::api::detail
