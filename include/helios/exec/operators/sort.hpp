// helios/exec/operators/sort.hpp -- ORDER BY: stable, and with a limit a heap of the best rows.
//
// Shape     keys as byte strings (exec/row_key.hpp); their first 8 bytes decide most comparisons
//           With a limit, rows whose first key lies behind that of the worst row kept are left out
//           before anything else of them is looked at.
// Errors    53200 past 2^32 - 2 rows
// Cost      without a limit all rows in memory; with one about twice as many as it says, and about
//           1 ns for a row that is left out
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/operators/row_window.hpp>
#include <helios/exec/operators/stored_rows.hpp>
#include <helios/exec/row_key.hpp>

namespace helios::exec {

struct sort_key {
  expression_ptr by;
  types::key_order order;
};

class sort final : public operation {
 public:
  /// Rows behind those that the window reaches are not wanted.
  HELIOS_DECL sort(run_context const& run, operation_ptr in, std::vector<sort_key> keys,
                   row_window wanted = {});

  HELIOS_DECL void restart() override;

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  struct item {
    std::uint64_t first;  // 8 bytes of the key as a number in memcmp order
    std::uint32_t row;    // in rows_: also the order of arrival
    std::string_view key;
  };
  static bool before(item const& a, item const& b) noexcept {
    if (a.first != b.first) return a.first < b.first;
    int const c = compare(as_bytes(a.key), as_bytes(b.key));
    return c != 0 ? c < 0 : a.row < b.row;
  }
  HELIOS_DECL void read_all();
  HELIOS_DECL void take(batch const& from, std::uint32_t row, byte_view key);
  HELIOS_DECL void compact();
  [[nodiscard]] HELIOS_DECL selection candidates(column const& first_key, selection const& rows,
                                                 arena& in) const;

  std::vector<sort_key> keys_;
  row_window wanted_;
  std::uint64_t limit_ = row_window::all;
  bool read_ = false;
  row_store rows_;
  budget_vector<item> items_{memory()};  // with a limit: a heap, the worst on top
  arena key_memory_{memory()};
  detail::stored_rows out_{memory()};
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/sort.ipp>
#endif
