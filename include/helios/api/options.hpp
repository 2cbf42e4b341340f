// helios/api/options.hpp -- how databases are opened and statements run: aggregates to be filled by
// name, `{.timeout = 2s}`.
#pragma once

#include <helios/api/moment.hpp>
#include <helios/base/callback.hpp>
#include <helios/base/ids.hpp>
#include <helios/history/conflict.hpp>
#include <helios/history/durability.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace helios {

using history::conflict_kind;
using history::on_conflict;

/// Called now and then with rows done so far; false stops the statement (57014).
using progress_function = callback<bool(std::uint64_t rows)>;

struct run_options {
  std::optional<std::chrono::milliseconds> timeout{};  ///< besides statement_timeout
  std::stop_token stop{};
  progress_function progress{};
};

struct open_options {
  bool read_only = false;
  bool create = true;  ///< false: 58P01 if there is no such file
  /// The last commit that was seen (executor::newest()), for who keeps it elsewhere: a file that
  /// ends before it has been replaced by an older copy of itself, which nothing in it tells. It is
  /// refused (55000), and none is created. With durability::full no commit is lost otherwise.
  std::optional<scn> expect_at_least{};
  helios::durability durability = helios::durability::full;
  std::string branch = "main";
  /// Of nodes in memory; what readers hold stays.
  std::uint64_t memory_limit = std::uint64_t{1} << 30;
  /// Of log between checkpoints, in bytes.
  std::uint64_t checkpoint_every = std::uint64_t{32} << 20;
  /// durability::normal: what may be lost with the power.
  std::chrono::microseconds sync_interval = std::chrono::milliseconds(100);
  /// For every statement that is not given one of its own.
  std::optional<std::chrono::milliseconds> timeout{};
  /// Of history that VACUUM keeps when it is not told; none: all. Nothing goes before VACUUM runs.
  std::optional<std::uint32_t> retention_days{};
};

struct connect_options {
  std::string branch{};  ///< empty: the one this session is on
  std::optional<std::chrono::milliseconds> timeout{};
};

/// What a transaction is kept from seeing of others (docs/isolation.md).
enum class isolation_level : std::uint8_t {
  repeatable_read,  ///< reads one snapshot; loses to whoever writes its rows first
  serializable      ///< loses to whoever changes what it read, too: as if all had run one by one
};

struct transaction_options {
  /// How often database::transaction runs its function again after 40001.
  unsigned retries = 3;
  /// none: what default_transaction_isolation says.
  std::optional<isolation_level> isolation{};
};

/// CSV files, for copy_from and copy_to.
struct copy_options {
  std::vector<std::string> columns{};  ///< empty: those of the header, or all of the table
  /// copy_to writes names in the first line. copy_from reads them from there: the file's columns
  /// may be in any order, and some may be missing. With `columns` the line is skipped.
  bool header = false;
  char delimiter = ',';
  char quote = '"';
  char escape = '"';
  std::string null{};  ///< what stands for NULL when it is not quoted
  progress_function progress{};
  std::stop_token stop{};
};

/// Called with bytes done and bytes in all; false stops the copy (57014).
using backup_progress = callback<bool(std::uint64_t done, std::uint64_t all)>;

struct vacuum_options {
  /// This state and all later ones stay readable; none: what open_options::retention_days says.
  std::optional<moment> keep_from{};
  backup_progress progress{};
};

}  // namespace helios
