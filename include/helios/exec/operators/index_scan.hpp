// helios/exec/operators/index_scan.hpp -- rows of a table by the entries of an index: a range of
// keys, or one, in the index's order.
//
// Shape     each entry leads to a row (catalog/index_key.hpp), which is looked up in the rows tree;
//           a scan that wants only exact parts of the key reads the entries alone
// Holds     the leaves of a batch's rows are pinned until the next
// Errors    XX001 an entry leads to no row
// Cost      an entry a few ns, its row a descent of the rows tree; the first batch is small, so a
//           LIMIT does not pay for a whole one
#pragma once

#include <helios/catalog/index_key.hpp>
#include <helios/exec/operators/scan.hpp>

namespace helios::exec {

struct index_scan_plan {
  /// Of the rows tree; if `index_only`, of the index's key.
  std::vector<scan_column> columns;
  bool index_only = false;
  std::vector<key_part> key;      // of the index
  std::vector<key_part> row_key;  // of the rows tree, for columns from it
  bool unique = false;            // entries without NULL are their parts alone
  scan_bound lower, upper;
  expression_ptr filter;  // over the scan's columns
  /// The trees, where what is read of them is noted (run_context::reads).
  struct tree_pair {
    tree_id index, rows;
  };
  std::optional<tree_pair> noted{};
};

class index_scan final : public operation {
 public:
  /// Requires that the trees' roots, shapes and pages outlive the scan.
  HELIOS_DECL index_scan(run_context const& run, storage::tree const& index,
                         storage::tree const& rows, index_scan_plan plan);

  /// Another state of the trees.  Requires a scan that restarted, and the shapes that they had.
  void reopen(storage::tree const& index, storage::tree const& rows) noexcept {
    index_ = index;
    rows_ = rows;
  }
  HELIOS_DECL void restart() override;
  [[nodiscard]] bool ended() const noexcept override { return done_; }

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  HELIOS_DECL void begin();
  /// Gathers up to n entries; false: there are none left.
  [[nodiscard]] HELIOS_DECL bool gather_entries(std::uint32_t n);
  template <class Row>
  void take(storage::key_view const& key, Row const& entry);
  [[nodiscard]] HELIOS_DECL column read(scan_column const& c, arena& in) const;

  storage::tree index_, rows_;
  index_scan_plan plan_;
  key_range range_;
  std::optional<storage::cursor> cursor_;
  bool begun_ = false, done_ = false;
  std::uint32_t next_count_ = 0;
  std::vector<storage::found_row> found_;
  std::vector<bytes> keys_;  // of entries, if index_only
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/index_scan.ipp>
#endif
