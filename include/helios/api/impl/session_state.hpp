// helios/api/impl/session_state.hpp -- what a session is made of, and what it does with each kind
// of statement.
//
// Shape     run -> dispatch -> one member function per kind of statement:
//             session_run.ipp       what all of them have in common; session_names.ipp: the
//                                   state they read
//             session_control.ipp   BEGIN, COMMIT, SAVEPOINT, USE
//             session_query.ipp     queries, their plans, FOR UPDATE
//             session_change.ipp    INSERT, UPDATE, DELETE, TRUNCATE, CREATE TABLE AS, DDL
//             session_settings.ipp  SET, SHOW, RESET
//             session_prepared.ipp  PREPARE, EXECUTE, EXPLAIN
//             session_upkeep.ipp    VACUUM, ANALYZE, REINDEX, PRAGMA, BACKUP, CHECKPOINT
//           find_row, walk, insert    typed queries, past all of that (session_keys.ipp,
//                                     session_walk.ipp, session_insert.ipp)
// Threads   one, but for cancel()
#pragma once

#include <helios/api/impl/key_read.hpp>
#include <helios/api/impl/parsed_statement.hpp>
#include <helios/api/impl/row_load.hpp>
#include <helios/api/impl/statement_run.hpp>
#include <helios/api/impl/write_alone.hpp>
#include <helios/plan/apply_change.hpp>
#include <helios/sql/define.hpp>

#include <unordered_map>

namespace helios::api::detail {

using parsed_ptr = std::shared_ptr<parsed_statement>;

/// A transaction that BEGIN opened.
struct open_transaction {
  open_transaction(std::shared_ptr<instance> const& in, read_point at, exec::session const& of,
                   catalog::sequence_session& sequences, settings const& s)
      : unit(in, std::move(at), of, sequences, s) {}

  struct savepoint {
    std::string name;
    history::transaction::savepoint at;
    settings current, after;  // what SET did later is undone
  };
  write_unit unit;
  bool failed = false;
  std::uint64_t meanings = 0;   // session_moment::meanings, as it began
  bool used = false;            // a statement has read or written in it
  std::uint64_t upheavals = 0;  // rollbacks and definitions: what a load cannot live with
  settings before, after;       // what holds when it is rolled back, when it commits
  std::vector<savepoint> savepoints;
  std::vector<std::weak_ptr<statement_run>> streams;

  /// An INSERT that may run again with other parameters as it is.
  struct repeatable {
    std::shared_ptr<statement_run> run;
    plan::values_insert into;
  };
  std::optional<repeatable> last;  // the statement that ran last, if it is one
};

/// When a statement has to be over; nothing: whenever it is.
using deadline = std::optional<std::chrono::steady_clock::time_point>;

/// What run() was asked.
struct request {
  parsed_ptr what;
  std::span<types::value const> parameters;
  std::span<types::data_type const> declared;  // PREPARE's; those of the values count without
  bool only_described = false;
  run_options const* options;
  deadline until;
  storage::version_ptr head{};  // a query's: of the session's branch; nullptr: to be looked up
  bool bare = false;            // a query's rows before its conditions (impl/bare_scan.hpp)
};

class session_state : public std::enable_shared_from_this<session_state> {
 public:
  HELIOS_DECL session_state(std::shared_ptr<instance> in, session_options options);

  HELIOS_DECL outcome run(statement_ptr const& what, std::span<types::value const> parameters,
                          run_options const& options);
  [[nodiscard]] HELIOS_DECL std::vector<result_column> describe(
      statement_ptr const& what, std::span<types::data_type const> parameters);
  /// As session::find_row().
  [[nodiscard]] HELIOS_DECL typed::key_answer find_row(typed::key_query const& of,
                                                       std::span<types::value const> key, void* to);
  /// As session::insert().
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> insert(typed::row_feed const& rows,
                                                                run_options const& options);
  /// As session::walk().
  [[nodiscard]] HELIOS_DECL bool walk(statement_ptr const& what,
                                      std::span<types::value const> parameters,
                                      std::span<typed::column_schema const> columns,
                                      run_options const& options, typed::block_taker to);
  HELIOS_DECL void cancel() noexcept;
  /// Rolls back.
  HELIOS_DECL void close() noexcept;

  [[nodiscard]] HELIOS_DECL transaction_status status() const noexcept;
  [[nodiscard]] HELIOS_DECL std::string branch() const;
  [[nodiscard]] branch_id branch_number() const noexcept { return branch_; }
  void move_to(branch_id branch, std::string name) noexcept {
    branch_ = branch;
    options_.branch = std::move(name);
  }
  [[nodiscard]] HELIOS_DECL scn newest() const;
  [[nodiscard]] HELIOS_DECL session_moment moment();
  [[nodiscard]] HELIOS_DECL schema_version schema();
  [[nodiscard]] HELIOS_DECL session_catalog catalog();
  [[nodiscard]] settings const& own_settings() const noexcept { return settings_; }
  [[nodiscard]] HELIOS_DECL std::string show(std::string_view name) const;

  /// A stream failed: so has its transaction, if it still is open.
  HELIOS_DECL void fail(statement_run const& by) noexcept;
  /// A statement that is made of others failed.
  void fail() noexcept {
    if (transaction_) transaction_->failed = true;
  }

  // For bulk loads.
  [[nodiscard]] open_transaction* transaction() const noexcept { return transaction_.get(); }
  [[nodiscard]] std::shared_ptr<instance> const& database() const noexcept { return in_; }
  HELIOS_DECL void refuse_writing(std::string_view command) const;
  [[nodiscard]] HELIOS_DECL std::shared_ptr<statement_run> begin_run(request const& r,
                                                                     read_point at,
                                                                     write_unit* unit);
  /// A run that is over: the next execution of its statement may begin with it.
  HELIOS_DECL void give_back(std::shared_ptr<statement_run> run);
  [[nodiscard]] HELIOS_DECL std::unique_ptr<write_unit> make_unit();
  /// Throws 42P01, 42809.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr find_table(write_unit& unit, std::string_view name);
  /// That of the state which a statement begun now would read; nullptr: no table has the name.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr find_table(std::string_view name);
  [[nodiscard]] HELIOS_DECL std::optional<types::data_type> find_type(std::string_view name);
  HELIOS_DECL void commit(write_unit& unit);

 private:
  [[nodiscard]] HELIOS_DECL static bool is_query(sql::ast::statement_kind kind) noexcept;
  HELIOS_DECL void renew_stop();
  /// The statement that ran last does not run again as it is.
  HELIOS_DECL void forget_last();
  /// Throws 25P02 after an error in the open transaction.
  HELIOS_DECL void refuse_failed() const;
  [[nodiscard]] HELIOS_DECL outcome dispatch(request const& r);
  /// A statement that wrote in the open transaction is over.
  HELIOS_DECL void keep_last(std::shared_ptr<statement_run> run);
  [[nodiscard]] HELIOS_DECL bool repeats_last(statement_ptr const& what,
                                              std::span<types::value const> parameters,
                                              run_options const& options) const noexcept;
  [[nodiscard]] HELIOS_DECL outcome repeat_last(std::span<types::value const> parameters);
  [[nodiscard]] HELIOS_DECL read_point here() const;
  /// What a statement begun now would read.
  [[nodiscard]] HELIOS_DECL read_point now();
  [[nodiscard]] HELIOS_DECL exec::session frame() const;
  /// Of a statement that begins now.
  [[nodiscard]] HELIOS_DECL deadline deadline_of(run_options const& options) const;

  // Reading and writing.
  [[nodiscard]] HELIOS_DECL std::shared_ptr<statement_run> idle_run(request const& r);
  [[nodiscard]] HELIOS_DECL std::shared_ptr<statement_run> begin_reading(request const& r);
  /// A transaction of a statement's own: made of the last one's memory if that is to be had.
  [[nodiscard]] HELIOS_DECL std::unique_ptr<write_unit> idle_unit(read_point const& at);
  /// Calls f(run) in a transaction: the open one, or one of its own.
  template <class F>
  [[nodiscard]] outcome write(request const& r, std::string_view command, F&& f);
  /// Calls f() in the open transaction, which goes back to where it was if that throws.
  template <class F>
  [[nodiscard]] auto write_or_go_back(F&& f) -> decltype(f());
  [[nodiscard]] HELIOS_DECL bound_plan_ptr plan_of(request const& r, statement_run& run);

  HELIOS_DECL void optimize(plan::query& q, statement_run& run) const;

  // session_query.ipp
  [[nodiscard]] HELIOS_DECL outcome query(request const& r);
  /// Nothing: it takes operators, or what keeps an eye on them.
  [[nodiscard]] HELIOS_DECL std::optional<outcome> query_by_key(request const& r);
  [[nodiscard]] HELIOS_DECL outcome locking_query(request const& r);

  // session_change.ipp
  [[nodiscard]] HELIOS_DECL outcome change(request const& r);
  [[nodiscard]] HELIOS_DECL outcome truncate(request const& r, sql::ast::truncate const& tree);
  [[nodiscard]] HELIOS_DECL outcome create_table_as(request const& r,
                                                    sql::ast::create_table const& tree);
  [[nodiscard]] HELIOS_DECL outcome definition(request const& r);

  // session_control.ipp
  [[nodiscard]] HELIOS_DECL outcome begin(sql::ast::begin const& tree);
  [[nodiscard]] HELIOS_DECL outcome end(sql::ast::end const& tree);
  [[nodiscard]] HELIOS_DECL outcome savepoint(sql::ast::savepoint const& tree);
  [[nodiscard]] HELIOS_DECL outcome set_transaction(sql::ast::set_transaction const& tree);
  [[nodiscard]] HELIOS_DECL outcome use_branch(sql::ast::use_branch const& tree);
  [[nodiscard]] HELIOS_DECL outcome branch_statement(request const& r);
  /// The newest state of the session's branch. When that was dropped the session goes on with the
  /// one that has its name now; nullptr: there is none.
  [[nodiscard]] HELIOS_DECL storage::version_ptr settle_branch();
  HELIOS_DECL void open_transaction_with(sql::ast::transaction_modes const& modes);
  HELIOS_DECL void finish_streams();

  // session_settings.ipp
  [[nodiscard]] HELIOS_DECL outcome set(request const& r, sql::ast::set const& tree);
  [[nodiscard]] HELIOS_DECL outcome show(sql::ast::show const& tree) const;
  [[nodiscard]] HELIOS_DECL outcome reset(sql::ast::reset const& tree);
  HELIOS_DECL void change_setting(bool local, std::string_view name,
                                  std::span<std::string const> values);

  // session_prepared.ipp
  [[nodiscard]] HELIOS_DECL outcome prepare(request const& r, sql::ast::prepare const& tree);
  [[nodiscard]] HELIOS_DECL outcome execute(request const& r, sql::ast::execute const& tree);
  [[nodiscard]] HELIOS_DECL outcome deallocate(sql::ast::deallocate const& tree);
  [[nodiscard]] HELIOS_DECL outcome explain(request const& r, sql::ast::explain const& tree);
  [[nodiscard]] HELIOS_DECL outcome explain_change(request const& r, bool analyze);

  // session_keys.ipp
  /// What the last get() of a typed table found out.
  struct known_key {
    parsed_ptr what;
    std::optional<key_read> read;  // none: it is for SQL
    // What that holds for; the state in which it was seen last, and the rows there.
    schema_version schema;
    std::string settings;
    storage::era seen{}, opened{};
    storage::tree_root rows;
    storage::shape const* form = nullptr;
    storage::row_guess like;
  };
  [[nodiscard]] HELIOS_DECL known_key& remember(typed::key_query const& of);
  HELIOS_DECL void look_up(known_key& known, typed::key_query const& of, schema_version schema,
                           storage::version_ptr head);
  [[nodiscard]] HELIOS_DECL typed::key_answer find_in_transaction(known_key& known,
                                                                  typed::key_query const& of,
                                                                  std::span<types::value const> key,
                                                                  void* to);
  [[nodiscard]] HELIOS_DECL typed::key_answer find_in_version(known_key& known,
                                                              typed::key_query const& of,
                                                              std::span<types::value const> key,
                                                              void* to);

  // session_insert.ipp
  /// A typed table, and which of its columns are given.
  struct known_table {
    catalog::table_ptr table;  // nullptr: it is for SQL
    load_columns columns;
    // What that holds for, and the state in which it was seen last.
    schema_version schema;
    std::string settings;
    storage::era seen{};
  };
  [[nodiscard]] HELIOS_DECL known_table& look_up(typed::row_feed const& rows, write_unit& unit);
  /// Nothing: it is for SQL.
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> insert_into(write_unit& unit,
                                                                     typed::row_feed const& rows,
                                                                     deadline const& until,
                                                                     bool alone);

  // session_upkeep.ipp
  [[nodiscard]] HELIOS_DECL outcome vacuum(request const& r, sql::ast::vacuum const& tree);
  [[nodiscard]] HELIOS_DECL outcome reindex(request const& r, sql::ast::reindex const& tree);
  [[nodiscard]] HELIOS_DECL outcome pragma(request const& r, sql::ast::pragma const& tree);
  [[nodiscard]] HELIOS_DECL outcome backup(request const& r, sql::ast::backup const& tree);
  [[nodiscard]] HELIOS_DECL outcome checkpoint();
  HELIOS_DECL void refuse_inside_transaction(std::string_view command) const;

  struct prepared {
    parsed_ptr what;
    std::vector<types::data_type> types;
  };

  std::shared_ptr<instance> in_;
  session_options options_;
  branch_id branch_{};
  storage::version_ptr past_;  // of a session on a past state
  settings settings_;
  catalog::sequence_session sequences_;
  std::map<std::string, prepared, std::less<>> prepared_;
  std::unordered_map<typed::key_query const*, known_key> keys_;
  std::unordered_map<typed::column_schema const*, known_table> tables_;  // that rows were put into
  std::unique_ptr<open_transaction> transaction_;
  std::uint64_t meanings_ = 0;  // session_moment's
  static constexpr std::size_t most_idle = 16;
  std::vector<std::shared_ptr<statement_run>> idle_;  // of statements that may come again
  std::unique_ptr<write_unit> idle_unit_;             // no transaction now

  std::mutex cancel_lock_;
  std::stop_source cancel_;  // changed by run(), under the lock that cancel() reads it under
};

}  // namespace helios::api::detail

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/session_change.ipp>
#include <helios/api/impl/session_control.ipp>
#include <helios/api/impl/session_insert.ipp>
#include <helios/api/impl/session_keys.ipp>
#include <helios/api/impl/session_names.ipp>
#include <helios/api/impl/session_prepared.ipp>
#include <helios/api/impl/session_query.ipp>
#include <helios/api/impl/session_run.ipp>
#include <helios/api/impl/session_settings.ipp>
#include <helios/api/impl/session_upkeep.ipp>
#include <helios/api/impl/session_walk.ipp>
#endif
