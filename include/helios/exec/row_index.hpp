// helios/exec/row_index.hpp -- rows found by their keys: the table of a hash join.
//
// Shape     row n is the n-th that was added. Rows of one key form a list in that order; while no
//           key has come twice there are no lists, for then the number of a key is its row.
// Holds     (X1) first_ and last_ have an entry per key and next_ one per row, or all are empty
// Threads   one at a time
// Cost      that of exec/key_numbers.hpp; with lists two more loads per row
#pragma once

#include <helios/exec/column.hpp>
#include <helios/exec/key_numbers.hpp>

#include <vector>

namespace helios::exec {

class row_index {
 public:
  explicit row_index(memory_budget* of = nullptr)
      : numbers_(of), first_(of), last_(of), next_(of) {}

  /// Every call takes columns of the same types.
  HELIOS_DECL void add(std::span<column const> keys, selection const& rows);
  /// Stores the first row with each row's key at its place in `found`, no_row if there is none.
  HELIOS_DECL void find(std::span<column const> keys, selection const& rows, std::uint32_t* found);
  /// The next row with the key of this one; no_row: it is the last.
  [[nodiscard]] std::uint32_t next(std::uint32_t row) const noexcept {
    return unique() ? no_row : next_[row];
  }
  /// No key is in two rows.
  [[nodiscard]] bool unique() const noexcept { return next_.empty(); }
  HELIOS_DECL void clear();

 private:
  HELIOS_DECL void begin_lists();

  key_numbers numbers_;
  std::uint32_t rows_ = 0;
  budget_vector<std::uint32_t> first_, last_, next_;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/row_index.ipp>
#endif
