// helios/history/options.hpp -- how a database is opened.
#pragma once

#include <helios/history/durability.hpp>
#include <helios/storage/log.hpp>
#include <helios/storage/page_source_mapped.hpp>
#include <helios/storage/tree_space.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace helios::history {

struct engine_options {
  helios::durability durability = helios::durability::full;
  bool read_only = false;
  bool create = true;
  /// A file whose newest commit is older is refused, and left as it is; none is created.
  std::optional<scn> expect_at_least{};
  std::chrono::microseconds sync_interval = std::chrono::milliseconds(100);
  std::uint64_t checkpoint_bytes = std::uint64_t{32} << 20;  // of log between checkpoints
  std::uint64_t checkpoint_slice = std::uint64_t{1} << 20;   // written by one commit on its way
  std::size_t bulk_rows =
      4096;  // a commit that puts as many rows into a tree may log leaves instead
  std::size_t cached_states = 16;  // materialised AS OF states kept
  /// Of tree nodes in memory, states kept for AS OF included. Above it states are dropped and
  /// checkpoints come early; what readers hold stays.
  std::uint64_t memory_limit = std::uint64_t{1} << 30;
  storage::tree_limits limits{};
  storage::page_options pages{};
  storage::log_options log{};
};

}  // namespace helios::history
