// helios/api/session.hpp -- one conversation with a database: statements in order, on one branch,
// in and out of transactions.
//
// Shape     instance   an open database and what its sessions share
//           session    a branch or a fixed past state, settings, perhaps a transaction
//           statement  one parsed statement; its plans are cached by types of parameters, schema
//                      and settings
//           outcome    a command tag, a number of rows, notices, perhaps a stream of rows
//
//             idle --BEGIN--> in transaction --error--> failed --ROLLBACK--> idle
//               ^                 |                        |
//               +--COMMIT---------+<--ROLLBACK TO s--------+
//
// Holds     (S1) a statement outside a transaction is one of its own: all of it or nothing; it is
//           executed again when a concurrent commit came first, so 40001 is never its answer
//           (S2) a statement that fails inside a transaction leaves no trace of its own; everything
//           but ROLLBACK and ROLLBACK TO is then 25P02
//           (S3) a stream reads the state of its statement's start, whatever happens meanwhile, and
//           keeps the database open
//           (S4) a session's end rolls back
//           (S5) a transaction reads its branch as it was when it began, with its own changes, and
//           other branches as of the same commit
// Threads   a session, its statements in execution and its streams: one at a time. Any number of
//           sessions on one instance. cancel() from any thread.
// Errors    SQLSTATEs as PostgreSQL has them, positions in the whole text given to parse(). A text
//           that does not parse never reaches a session, so it does not fail a transaction.
#pragma once

#include <helios/api/commit_gate.hpp>
#include <helios/api/options.hpp>
#include <helios/api/result_parts.hpp>

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/row_sink.hpp>
#include <helios/catalog/sequence_session.hpp>
#include <helios/exec/operation.hpp>
#include <helios/history/engine.hpp>
#include <helios/sql/parse.hpp>
#include <helios/typed/key_query.hpp>
#include <helios/typed/row_block.hpp>
#include <helios/typed/row_feed.hpp>
#include <helios/typed/stored_table.hpp>

#include <helios/api/impl/schema_version.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace helios::api {

namespace detail {
class session_state;
}

using helios::command_tag;
using helios::notice;
using helios::progress_function;
using helios::result_column;
using helios::result_columns;
using helios::run_options;

/// An open database: the engine, decoded definitions, plans.
struct instance {
  std::unique_ptr<storage::vfs> world;  // of a database in memory: its files; else the machine
  std::shared_ptr<history::engine> engine;
  catalog::definition_cache definitions;
  std::string path;                             // empty: in memory
  std::optional<std::uint32_t> retention_days;  // of history that VACUUM keeps; none: all
  commit_gates gates;
};

/// One statement of a text, parsed once, executed any number of times.
class statement {
 public:
  virtual ~statement() = default;
  [[nodiscard]] virtual std::string_view text() const noexcept = 0;
  [[nodiscard]] virtual sql::ast::statement const& tree() const noexcept = 0;
};
using statement_ptr = std::shared_ptr<statement>;

/// All statements of a text. Throws 42601 before anything is executed.
[[nodiscard]] HELIOS_DECL std::vector<statement_ptr> parse(std::string_view text);

/// The rows of a result; what it reads from stays while it lives.
class row_stream {
 public:
  virtual ~row_stream() = default;
  /// Fills a batch that stays valid until the next call; false at the end.
  [[nodiscard]] virtual bool next(exec::batch& out) = 0;
  /// No row follows those of the last batch; false where that is only seen by asking for one.
  [[nodiscard]] virtual bool ended() const noexcept { return false; }
};

struct outcome {
  command_tag tag;
  std::uint64_t rows = 0;              // inserted, updated, deleted
  result_columns columns;              // nullptr: the statement yields no rows
  std::unique_ptr<row_stream> stream;  // likewise
  std::vector<notice> notices;
};

/// Where a session begins.
struct session_options {
  std::string branch = "main";
  /// Reads this state and writes nothing (25006).
  std::optional<scn> as_of{};
  /// Rows per batch; tests run with 2.
  std::uint32_t batch_rows = exec::largest_batch;
  /// false: plans run as they were bound.
  bool optimizer = true;
};

/// When: within one moment of a session names mean the same tables.
struct session_moment {
  storage::era state{};        // of the state that a statement begun now would read
  std::uint64_t meanings = 0;  // how often definitions of an open transaction, or settings, changed
  friend bool operator==(session_moment const&, session_moment const&) = default;
};

/// What a statement begun now would read; valid until the session's transaction ends.
struct session_catalog {
  storage::version_ptr state;  // which the reader reads
  catalog::catalog_reader reader;
};

enum class transaction_status : std::uint8_t { idle, active, failed };

class session {
 public:
  /// Throws 42704: no such branch.
  HELIOS_DECL session(std::shared_ptr<instance> in, session_options options = {});
  session(session const&) = delete;
  session& operator=(session const&) = delete;
  HELIOS_DECL ~session();

  /// Parameters: strings given by a program have types::type_id::unknown and take the type that
  /// their place wants.
  HELIOS_DECL outcome run(statement_ptr const& what, std::span<types::value const> parameters = {},
                          run_options const& options = {});
  /// The names and types of a query's columns, without running it; none: it yields no rows.
  [[nodiscard]] HELIOS_DECL std::vector<result_column> describe(
      statement_ptr const& what, std::span<types::data_type const> parameters = {});
  /// Reads the row of a typed table that has a key, as running the query's text would, if it can be
  /// read where it is stored.  Requires a query that outlives the session.
  [[nodiscard]] HELIOS_DECL typed::key_answer find_row(typed::key_query const& of,
                                                       std::span<types::value const> key, void* to);
  /// Inserts rows of a typed table, all or none; nothing: the table is not as its struct says, and
  /// it is for SQL. A transaction goes on when they are refused.
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> insert(typed::row_feed const& rows,
                                                                run_options const& options = {});
  /// Hands out the rows of a table among which a query chooses, as blocks of its columns, which are
  /// of these types. False: the query does more, its columns are others, or `to` has had enough.
  [[nodiscard]] HELIOS_DECL bool walk(statement_ptr const& what,
                                      std::span<types::value const> parameters,
                                      std::span<typed::column_schema const> columns,
                                      run_options const& options, typed::block_taker to);
  /// Stops what runs now, with 57014. Any thread.
  HELIOS_DECL void cancel() noexcept;

  [[nodiscard]] HELIOS_DECL transaction_status status() const noexcept;
  [[nodiscard]] HELIOS_DECL std::string branch() const;
  [[nodiscard]] HELIOS_DECL branch_id branch_number() const noexcept;
  /// Requires a branch of this name, no past state and no transaction.
  HELIOS_DECL void move_to(branch_id branch, std::string name) noexcept;
  /// The last commit that a statement begun now would see.
  [[nodiscard]] HELIOS_DECL scn newest() const;
  [[nodiscard]] HELIOS_DECL session_moment moment();
  /// The catalog that a statement begun now would read.
  [[nodiscard]] HELIOS_DECL schema_version schema();
  [[nodiscard]] HELIOS_DECL session_catalog catalog();
  /// By its name as SQL has it; nullptr: no table has it.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr find_table(std::string_view name);
  /// The same of enumerations.
  [[nodiscard]] HELIOS_DECL std::optional<types::data_type> find_type(std::string_view name);
  /// Throws 25006 where a command that writes would.
  HELIOS_DECL void refuse_writing(std::string_view command) const;
  /// The columns of a table, view or system table, by its name as SQL has it; nothing: none has it.
  [[nodiscard]] HELIOS_DECL std::optional<std::vector<typed::stored_column>> columns_of(
      std::string_view relation);
  [[nodiscard]] std::shared_ptr<instance> const& database() const noexcept { return instance_; }
  [[nodiscard]] HELIOS_DECL std::string setting(std::string_view name) const;

  /// Adds rows without SQL: the transaction at hand, or one of its own when `commit` is called.
  /// For appenders and COPY (api/appender.hpp).
  class bulk;
  [[nodiscard]] HELIOS_DECL std::unique_ptr<bulk> begin_bulk(
      std::string_view table, std::span<std::string const> columns = {});

 private:
  std::shared_ptr<instance> instance_;
  std::shared_ptr<detail::session_state> state_;  // streams keep it
};

/// Rows that arrive one by one, for one table.
class session::bulk {
 public:
  virtual ~bulk() = default;
  [[nodiscard]] virtual std::vector<result_column> const& columns() const noexcept = 0;
  /// One value per column, cast as on assignment. Throws what INSERT would; the row is not added.
  virtual void add(std::span<types::value const> row) = 0;
  /// Takes rows that need no cast, beside add(); nullptr: there is none, or none any more.
  [[nodiscard]] virtual catalog::row_sink* sink() noexcept = 0;
  /// Rows added; outside a transaction they are committed now.
  virtual std::uint64_t commit() = 0;
};

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/parse.ipp>
#include <helios/api/impl/session.ipp>
#endif
