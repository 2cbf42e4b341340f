// helios/typed/row_block.hpp -- rows of a table as columns, and the loops of typed queries over
// them.
//
// Shape     block       a pointer to values and one to NULL bytes for each column that is read, by
//                       its position in the table; up to 2,048 rows
//           values      bool, integers, float, double, times of helios/types; text: string_view
//           row_test    a condition: which rows stay
//           row_fold    an aggregate: what the rows that stay come to
// Holds     (B1) NULL bytes are 0 or 1, and there for each column
// Threads   values
#pragma once

#include <helios/base/callback.hpp>
#include <helios/base/shared_box.hpp>
#include <helios/typed/columns.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace helios::typed {

struct block_column {
  void const* values = nullptr;
  std::uint8_t const* nulls = nullptr;
};

/// Of eight bytes each.
inline constexpr std::size_t rows_in_line = 8;

struct row_block {
  block_column const* columns = nullptr;
  std::uint32_t first = 0, end = 0;  // the rows at hand
  std::uintptr_t ahead = 0;  // how far the values of rows to come lie behind these (exec/batch.hpp)
};

/// Calls f(row) for each row of a block, eight at a time: compilers of -O2 do not unroll, and call
/// what stands in nine places. Meanwhile what the kernel reads of rows to come is on its way:
/// leaves are too small for a processor to foresee the next one.
template <class Kernel, class F>
[[gnu::always_inline]] inline void each_row(row_block const& of, Kernel const& reads, F&& f) {
  std::size_t i = of.first;
  for (; of.end - i >= rows_in_line; i += rows_in_line) {
    reads.expect(i);
    [&]<std::size_t... J>(std::index_sequence<J...>) { (f(i + J), ...); }
    (std::make_index_sequence<rows_in_line>());
  }
  for (; i != of.end; ++i) f(i);
}

/// Called with one block after the other; false: no more of them.
using block_taker = callback_ref<bool(row_block const& of)>;

struct row_test {
  /// Sets met[i] to whether row i meets the condition, 0 or 1. False: an operation fails for one of
  /// the rows, and SQL is to say whether that row counts.
  using function = bool (*)(void const* condition, row_block const& of, std::uint8_t* met);

  std::shared_ptr<void> condition;
  function run;
  std::span<std::uint16_t const> reads;  // positions of columns
};

/// What conditions of a query are, as far as they can be tested so.
struct row_tests {
  std::vector<row_test> all;
  bool complete = true;
};

struct row_fold {
  /// Takes in the rows that stay. False: as a row_test's.
  using function = bool (*)(void* state, row_block const& of, std::uint8_t const* keep);

  void* state;
  function run;
  /// Where the rows that stay are counted; nullptr: it counts values, which may be NULL, itself.
  std::int64_t* rows;
  std::span<std::uint16_t const> reads;
  std::span<column_schema const> columns;  // of the table
};

}  // namespace helios::typed
