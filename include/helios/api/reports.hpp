// helios/api/reports.hpp -- what a database tells of itself: branches, commits, merges,
// differences, sizes.
#pragma once

#include <helios/api/options.hpp>
#include <helios/api/row.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace helios {

using commit_time = std::chrono::sys_time<std::chrono::microseconds>;

struct branch_report {
  std::string name;
  std::optional<std::string> parent;  ///< none: main; or the parent has been dropped
  scn forked_at{};                    ///< the last commit of the parent that it contains
  scn newest{};
  commit_time created;
};

struct tag_report {
  std::string name, branch;
  scn at{};
  commit_time created;
};

struct commit_report {
  scn at{};
  commit_time time;
  transaction_id transaction{};
  std::string author, message;
};

struct conflict_report {
  conflict_kind kind{};
  std::string table;                              ///< or what a schema conflict is about
  std::string key;                                ///< the row's: 1, (1, a)
  std::optional<std::string> column;              ///< of a cell
  std::optional<std::string> base, ours, theirs;  ///< the cell, or the row; none: NULL, or no row
};

struct merge_report {
  std::optional<scn> at;  ///< the merge commit; none: nothing was to be taken over
  std::uint64_t inserted = 0, updated = 0, deleted = 0;
  /// With on_conflict::fail: why nothing was done; else: what was decided.
  std::vector<conflict_report> conflicts;
};

/// A row in which two states differ; `before` is missing when it was inserted, `after` when it was
/// deleted. Both have the columns of the newer definition.
struct changed_row {
  std::string table;  ///< schema.name
  std::optional<row> before, after;
};

struct storage_report {
  std::uint64_t file_bytes = 0;     ///< all of the file
  std::uint64_t live_bytes = 0;     ///< pages of the branches' newest states
  std::uint64_t history_bytes = 0;  ///< what only the past needs
  std::uint64_t garbage_bytes = 0;  ///< what no state needs, until VACUUM
  std::uint64_t log_bytes = 0;      ///< commits since the last checkpoint
  std::uint64_t memory_bytes = 0;   ///< of tree nodes
  std::uint64_t commits = 0;
  std::uint64_t branches = 0;
};

enum class relation_kind : std::uint8_t { table, view, sequence };

struct column_report {
  std::string name, type;
  bool not_null = false;
  std::string value;  ///< as SQL says it: nextval('t_id_seq'), generated always as (...) stored
};

struct relation_report {
  std::string schema, name;
  relation_kind kind{};
  std::vector<column_report> columns;
  // Each as SQL says it, its name in front.
  std::vector<std::string> indexes, checks, foreign_keys, referenced_by;
  std::string definition;  ///< of a view: its query
};

struct integrity_report {
  std::string branch;
  std::string where;  ///< the table, index or constraint
  std::string problem;
};

}  // namespace helios
