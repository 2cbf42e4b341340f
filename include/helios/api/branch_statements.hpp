// helios/api/branch_statements.hpp -- the statements about branches and tags.
//
// Shape     CREATE [DATABASE] BRANCH b [FROM p] [AS OF ..] [WITH (..)]     CREATE BRANCH
//           DROP ... BRANCH [IF EXISTS] b [FORCE]                          DROP BRANCH
//           ALTER ... BRANCH b RENAME TO n | SET (..)                      ALTER BRANCH
//           ALTER ... BRANCH b RESET TO SCN n                              ALTER BRANCH
//           MERGE ... BRANCH s [INTO t] [WITH (..)]                        MERGE n
//           SHOW BRANCHES                                                  SHOW, with rows
//           CREATE TAG, DROP TAG                                           CREATE TAG, DROP TAG
//
//           MERGE takes  conflict_resolution = 'fail' (the default), 'branch_wins', 'target_wins'
//                        delete_branch_after = false, dry_run = false
//           and always yields rows: its conflicts (api/impl/conflict_rows.hpp).
//             `MERGE n`               n rows of the target were changed; conflicts, if there are
//                                     rows, were decided as asked
//             `MERGE 0 CONFLICTS n`   nothing was changed, nor the source dropped; with a warning
//             `MERGE n DRY RUN`       what a merge would do
// Threads   as the session
// Errors    42704 no such branch or tag; 42710 the name is taken; 22023 an option or a moment that
//           makes no sense; 55006 the last branch; 25001 inside a transaction (the session's)
#pragma once

#include <helios/api/session.hpp>

#include <functional>

namespace helios::api {

/// The session that runs one of them.
struct branch_context {
  std::shared_ptr<instance> in;
  branch_id current{};
  std::string current_name;  // under which the session came to it
  std::string_view text;     // the statement's, for positions
  /// Commits a merge makes say this of themselves.
  std::string message, author;
  /// When a moment is; for branches named in AS OF.
  std::function<scn(sql::ast::moment const&)> when{};
  /// Functions in CHECK and index expressions ask it.
  exec::session const* functions = nullptr;
};

[[nodiscard]] HELIOS_DECL bool is_branch_statement(sql::ast::statement const& tree) noexcept;

/// Requires is_branch_statement(tree).
HELIOS_DECL outcome run_branch_statement(sql::ast::statement const& tree, branch_context const& of);

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/branch_statements.ipp>
#endif
