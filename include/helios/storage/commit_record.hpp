// helios/storage/commit_record.hpp -- what one transaction did, as its commit frame says it:
// logical redo.
//
// Shape     payload of a commit frame (storage/frame.hpp); varints unless said
//             0   u64 synced_to           set by the log (F4)
//             8   i64 time                microseconds since 1970 UTC
//            16   transaction id, flags
//                 [merge]     the other parent: branch, scn
//                 [message]   author, message: length and text
//                 [counters]  n, then counter and value: how far ids were handed out
//                 [trees]     n, then tree id, kind (create, reshape, drop), shape: length and
//                             bytes
//                 [splices]   n, then a splice each
//                 n, then per tree: id, key kind, number of operations, operations in key order:
//                   u8 (1 = erase), key (zigzag varint, or length and bytes), row image: length and
//                   bytes; an erase carries the row that was there
//                 per tree: by how many rows its operations made it larger (zigzag varint)
//           The long values that the images refer to were written before the commit
//           (storage/value_writer.hpp).
// Threads   stateless
// Errors    decode: XX001
// Cost      a one-row commit: its image and about 30 bytes beside the frame header
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/ids.hpp>
#include <helios/storage/draft.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace helios::storage {

/// How far an id counter has been used; counters are database-wide and shared by all branches.
struct counter_mark {
  std::uint64_t counter;
  std::uint64_t value;
  friend bool operator==(counter_mark const&, counter_mark const&) = default;
};

enum class tree_change : std::uint8_t { create = 1, reshape = 2, drop = 3 };

struct tree_definition {
  tree_change kind;
  tree_id id;
  byte_view shape;  // encoded; empty for drop
};

struct tree_operations {
  tree_id id;
  key_kind keys;
  tree_ops ops;
  std::int64_t row_change = 0;  // what they did to the tree's number of rows
};

struct merge_parent {
  branch_id branch;
  scn at;
};

/// A view: texts, keys and images lie in the frame's payload, or wherever the writer has them.
struct commit_record {
  microseconds time{};
  transaction_id transaction{};
  std::optional<merge_parent> merged;
  std::string_view author, message;
  std::vector<counter_mark> counters;
  std::vector<tree_definition> definitions;
  std::vector<splice> splices;
  std::vector<tree_operations> trees;
};

/// Where in the payload the time stands: it is known only when the commit is sequenced.
inline constexpr std::size_t commit_time_at = 8;

HELIOS_DECL void encode(commit_record const& record, bytes& out);
/// The same in two parts: what the operations did to the numbers of rows is known when they have
/// been applied.
HELIOS_DECL void encode_but_rows(commit_record const& record, bytes& out);
HELIOS_DECL void encode_rows(commit_record const& record, bytes& out);
[[nodiscard]] HELIOS_DECL commit_record decode_commit(byte_view payload);

/// Reads a commit without gathering its operations: replay meets very many.
///
///     commit_reader commit(payload);
///     while (commit.next_tree()) {
///       while (commit.operations_left() != 0) use(commit.tree(), commit.next_operation());
///     }
class commit_reader {
 public:
  HELIOS_DECL explicit commit_reader(byte_view payload);

  /// All but the operations.
  [[nodiscard]] commit_record const& record() const noexcept { return record_; }
  /// Turns to the next tree that the commit changes; false: there is none. Requires that the
  /// operations on the one before were read.
  [[nodiscard]] HELIOS_DECL bool next_tree();
  [[nodiscard]] tree_id tree() const noexcept { return tree_; }
  [[nodiscard]] key_kind keys() const noexcept { return keys_; }
  [[nodiscard]] std::size_t operations_left() const noexcept { return operations_left_; }
  [[nodiscard]] HELIOS_DECL tree_op next_operation();
  /// Passes over the operations left; calls f(at, key) for each with the number of bytes in the
  /// payload behind its beginning.
  template <class F>
  void each_operation(F&& f);
  /// By how many rows the operations made a tree larger, in the trees' order, one per call.
  /// Requires that all trees were read.
  [[nodiscard]] std::int64_t next_row_change() {
    HELIOS_EXPECTS(trees_left_ == 0 && operations_left_ == 0);
    return unzigzag(in_.get_varint());
  }

 private:
  byte_view payload_;
  byte_reader in_;
  commit_record record_;
  std::size_t trees_left_ = 0;
  tree_id tree_{};
  key_kind keys_{};
  std::size_t operations_left_ = 0;
};

/// An operation whose place each_operation() told: `left` are the bytes from its beginning to the
/// payload's end, or more that can be read.
[[nodiscard]] HELIOS_DECL tree_op decode_operation(byte_view left, key_kind keys);
[[nodiscard]] HELIOS_DECL key_view decode_operation_key(byte_view left, key_kind keys);

}  // namespace helios::storage

#include <helios/storage/impl/commit_scan.hpp>
#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/commit_record.ipp>
#endif
