// helios/exec/operators/scan.hpp -- rows of a tree: all of them, a range of keys, or one key.
//
// Shape     a clean leaf's fixed-width columns are handed out where they lie; numeric and uuid are
//           converted, texts viewed; a leaf with deltas is gathered in key order
// Holds     the open leaf is pinned until the next batch
// Errors    XX001 and 58030 from storage
// Cost      clean leaf: a few ns per column and batch; with deltas about 10 ns per value; one key:
//           a descent of the tree
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/exec/operators/key_range.hpp>
#include <helios/storage/tree.hpp>

namespace helios::exec {

/// Where a column of the scan comes from.
struct scan_column {
  std::uint32_t position = 0;  // in the tree's shape; of a key: which part
  data_type type;
  bool from_key = false;
};

struct scan_plan {
  std::vector<scan_column> columns;
  std::vector<key_part> key;  // needed for bounds and columns from keys
  scan_bound lower, upper;
  expression_ptr filter;  // over the scan's columns
  /// The tree, where what is read of it is noted (run_context::reads).
  std::optional<tree_id> noted{};
};

class scan final : public operation {
 public:
  /// Requires that the tree's root, shape and pages outlive the scan.
  HELIOS_DECL scan(run_context const& run, storage::tree const& of, scan_plan plan);

  /// Another state of the tree.  Requires a scan that restarted, and the shape that the tree had.
  void reopen(storage::tree const& of) noexcept { tree_ = of; }
  HELIOS_DECL void restart() override;
  [[nodiscard]] bool ended() const noexcept override { return done_ && at_ == end_; }
  [[nodiscard]] std::uint64_t leaves() const noexcept { return leaves_; }

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  [[nodiscard]] HELIOS_DECL bool begin();
  [[nodiscard]] HELIOS_DECL bool next_leaf();
  HELIOS_DECL void open_leaf(bool first);
  [[nodiscard]] HELIOS_DECL bool pull_one(batch& out);
  HELIOS_DECL void filter(batch& out) const;
  [[nodiscard]] HELIOS_DECL column read(scan_column const& c, std::uint32_t first, std::uint32_t n,
                                        arena& in);
  [[nodiscard]] HELIOS_DECL column read_key(scan_column const& c, std::uint32_t first,
                                            std::uint32_t n, arena& in);

  storage::tree tree_;
  scan_plan plan_;
  std::optional<storage::cursor> cursor_;
  key_range range_;
  std::optional<storage::found_row> row_;  // of a range that is one key
  storage::leaf_view const* leaf_ = nullptr;
  std::vector<storage::row_place> places_;  // of a leaf with deltas
  std::uint32_t at_ = 0, end_ = 0;          // rows of the leaf, or places
  bool begun_ = false, done_ = false;
  std::uint64_t leaves_ = 0;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/scan.ipp>
#endif
