// helios/api/database.hpp -- a session on an open database: SQL, transactions, the past, branches.
//
// Shape     open() -> database -> connect() -> another session on the same engine
//                       |  begin() -> transaction     as_of() -> snapshot     appender()
//                       |  create_branch() -> database on it
//           The engine is shared and thread-safe; it closes with the last session, snapshot or
//           result that stands on it.
// Holds     the end of a database object rolls back its open transaction
// Threads   a database is for one thread at a time, cancel() apart: connect() for each thread
// Errors    PostgreSQL's; 55000 used after it was moved from
#pragma once

#include <helios/api/appender.hpp>
#include <helios/api/executor.hpp>
#include <helios/api/moment.hpp>
#include <helios/api/reports.hpp>
#include <helios/api/snapshot.hpp>
#include <helios/api/transaction.hpp>
#include <helios/api/typed_past.hpp>

#include <iosfwd>
#include <utility>

namespace helios {

class database : public executor {
 public:
  HELIOS_DECL explicit database(std::shared_ptr<detail::connection> in) noexcept;
  database(database&&) noexcept = default;
  HELIOS_DECL database& operator=(database&& other) noexcept;
  HELIOS_DECL ~database();

  /// Another session on the same database.
  [[nodiscard]] HELIOS_DECL database connect(connect_options const& how = {}) const;

  // Transactions.
  /// 25001 if one is in progress.
  [[nodiscard]] HELIOS_DECL helios::transaction begin(
      std::optional<isolation_level> isolation = {});
  /// Runs f(transaction&) and commits; after 40001 again, as often as `how.retries` says. f may
  /// roll back or commit itself. Returns what f does.
  template <class F>
  std::invoke_result_t<F&, helios::transaction&> transaction(F&& f, transaction_options how = {});

  // Rows in and out without SQL.
  /// Columns: those that row() gives; none: all of the table.
  [[nodiscard]] HELIOS_DECL helios::appender appender(std::string_view table,
                                                      std::vector<std::string> const& columns = {});
  /// Rows of a CSV file, all or none; returns how many. Errors name the line and the column.
  HELIOS_DECL std::uint64_t copy_from(std::string_view table, std::string const& path,
                                      copy_options const& how = {});
  HELIOS_DECL std::uint64_t copy_from(std::string_view table, std::istream& from,
                                      copy_options const& how = {});
  /// `what`: a table, or a query in brackets.
  HELIOS_DECL std::uint64_t copy_to(std::string_view what, std::string const& path,
                                    copy_options const& how = {});
  HELIOS_DECL std::uint64_t copy_to(std::string_view what, std::ostream& into,
                                    copy_options const& how = {});
  /// The whole state of this session's branch as SQL that makes it again in an empty database.
  HELIOS_DECL void dump(std::ostream& into);

  // The past.
  [[nodiscard]] HELIOS_DECL snapshot as_of(moment const& when);
  /// Commits of this session's branch in (after, newest], oldest first.
  [[nodiscard]] HELIOS_DECL std::vector<commit_report> log(scn after = scn{0});
  [[nodiscard]] HELIOS_DECL std::vector<tag_report> tags() const;
  HELIOS_DECL void create_tag(std::string const& name, state const& of = {});
  HELIOS_DECL void drop_tag(std::string const& name);

  // Branches.
  /// A session on a new branch that begins as `from`.
  HELIOS_DECL database create_branch(std::string const& name, state const& from = {});
  HELIOS_DECL void drop_branch(std::string const& name);
  HELIOS_DECL void rename_branch(std::string const& name, std::string const& to);
  [[nodiscard]] HELIOS_DECL std::vector<branch_report> branches() const;
  /// Takes over into one branch what another did. Conflicts are in the report, not errors.
  HELIOS_DECL merge_report merge_branch(std::string const& source, std::string const& target,
                                        on_conflict policy = on_conflict::fail);
  /// Makes a branch what it was, by a commit.
  HELIOS_DECL void reset_branch(std::string const& name, moment const& to);
  /// The rows of tables in which two states differ, by table and key.
  [[nodiscard]] HELIOS_DECL std::vector<changed_row> diff(state const& before,
                                                          state const& after = {});
  /// The same of one typed table. 42P01: neither state has it.
  template <class Table>
  [[nodiscard]] std::vector<row_difference<typename Table::row>> diff(state const& before,
                                                                      state const& after = {}) {
    return detail::differences_of<Table>(diff_table(Table::name(), before, after));
  }
  /// What differs here from the branch of another session on this database.
  template <class Table>
  [[nodiscard]] std::vector<row_difference<typename Table::row>> diff(database const& before) {
    return diff<Table>(state_of(before));
  }
  /// The versions that a table's rows had from one moment to another.
  template <class Table>
  [[nodiscard]] auto versions_between(moment const& from, moment const& to) {
    typed::select_parts parts;
    parts.columns << typed::column_list(Table::columns) << detail::version_columns;
    Table::print(parts.from);
    parts.from << between_text(from, to);
    return typed_query<row_version<typename Table::row>, typed::scope<Table>>(*this,
                                                                              std::move(parts));
  }

  // Upkeep.
  HELIOS_DECL void backup(std::string const& path, backup_progress const& progress = {});
  /// Empty: every page can be read, and rows, indexes and constraints agree. XX001: a damaged page.
  [[nodiscard]] HELIOS_DECL std::vector<integrity_report> check();
  [[nodiscard]] HELIOS_DECL storage_report storage();
  HELIOS_DECL void checkpoint();
  /// Writes the file anew without garbage and without the history that is not to be kept; see
  /// history/vacuum.hpp. Readers go on, commits wait.
  HELIOS_DECL void vacuum(vacuum_options const& how = {});
  /// A reader in another process than the writer: takes over what was committed since.
  HELIOS_DECL bool refresh();

  // Twins that return their errors.
  [[nodiscard]] HELIOS_DECL try_result<database> try_connect(connect_options const& how = {}) const;
  [[nodiscard]] HELIOS_DECL try_result<helios::transaction> try_begin(
      std::optional<isolation_level> isolation = {});
  template <class F>
  auto try_transaction(F&& f, transaction_options how = {}) {
    return attempt([&]() -> std::invoke_result_t<F&, helios::transaction&> {
      return transaction(std::forward<F>(f), how);
    });
  }
  [[nodiscard]] HELIOS_DECL try_result<helios::appender> try_appender(
      std::string_view table, std::vector<std::string> const& columns = {});
  [[nodiscard]] HELIOS_DECL try_result<std::uint64_t> try_copy_from(std::string_view table,
                                                                    std::string const& path,
                                                                    copy_options const& how = {});
  [[nodiscard]] HELIOS_DECL try_result<std::uint64_t> try_copy_to(std::string_view what,
                                                                  std::string const& path,
                                                                  copy_options const& how = {});
  [[nodiscard]] HELIOS_DECL try_result<snapshot> try_as_of(moment const& when);
  [[nodiscard]] HELIOS_DECL try_result<database> try_create_branch(std::string const& name,
                                                                   state const& from = {});
  [[nodiscard]] HELIOS_DECL try_result<void> try_drop_branch(std::string const& name);
  [[nodiscard]] HELIOS_DECL try_result<merge_report> try_merge_branch(
      std::string const& source, std::string const& target, on_conflict policy = on_conflict::fail);
  [[nodiscard]] HELIOS_DECL try_result<std::vector<changed_row>> try_diff(state const& before,
                                                                          state const& after = {});
  [[nodiscard]] HELIOS_DECL try_result<void> try_backup(std::string const& path,
                                                        backup_progress const& progress = {});
  [[nodiscard]] HELIOS_DECL try_result<std::vector<integrity_report>> try_check();
  [[nodiscard]] HELIOS_DECL try_result<void> try_dump(std::ostream& into);
  [[nodiscard]] HELIOS_DECL try_result<std::vector<commit_report>> try_log(scn after = scn{0});
  [[nodiscard]] HELIOS_DECL try_result<std::vector<tag_report>> try_tags() const;
  [[nodiscard]] HELIOS_DECL try_result<void> try_create_tag(std::string const& name,
                                                            state const& of = {});
  [[nodiscard]] HELIOS_DECL try_result<void> try_drop_tag(std::string const& name);
  [[nodiscard]] HELIOS_DECL try_result<void> try_rename_branch(std::string const& name,
                                                               std::string const& to);
  [[nodiscard]] HELIOS_DECL try_result<std::vector<branch_report>> try_branches() const;
  [[nodiscard]] HELIOS_DECL try_result<void> try_reset_branch(std::string const& name,
                                                              moment const& to);
  [[nodiscard]] HELIOS_DECL try_result<storage_report> try_storage();
  [[nodiscard]] HELIOS_DECL try_result<void> try_vacuum(vacuum_options const& how = {});
  [[nodiscard]] HELIOS_DECL try_result<void> try_checkpoint();
  [[nodiscard]] HELIOS_DECL try_result<bool> try_refresh();

 private:
  HELIOS_DECL void abandon() noexcept;
  [[nodiscard]] HELIOS_DECL std::vector<changed_row> diff_table(std::string_view table,
                                                                state const& before,
                                                                state const& after);
  [[nodiscard]] HELIOS_DECL state state_of(database const& other) const;
  [[nodiscard]] HELIOS_DECL std::string between_text(moment const& from, moment const& to) const;
};

/// Opens a database; ":memory:" is one that ends with its last session.
[[nodiscard]] HELIOS_DECL database open(std::string const& path, open_options const& how = {});
[[nodiscard]] HELIOS_DECL try_result<database> try_open(std::string const& path,
                                                        open_options const& how = {});

template <class F>
std::invoke_result_t<F&, helios::transaction&> database::transaction(F&& f,
                                                                     transaction_options how) {
  using answer = std::invoke_result_t<F&, helios::transaction&>;
  for (unsigned left = how.retries;; --left) {
    helios::transaction tx = begin(how.isolation);
    try {
      if constexpr (std::is_void_v<answer>) {
        f(tx);
        if (tx.active()) tx.commit();
        return;
      } else {
        answer result = f(tx);
        if (tx.active()) tx.commit();
        return result;
      }
    } catch (error const& why) {
      if (!why.retryable() || left == 0) throw;
    }
  }
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/database.ipp>
#include <helios/api/impl/database_branches.ipp>
#include <helios/api/impl/database_copy.ipp>
#include <helios/api/impl/database_diff.ipp>
#include <helios/api/impl/database_try.ipp>
#endif
