// helios/storage/value_refs.hpp -- which long values a run of rows or a row image refers to: for
// those who count, check or move them.
//
// Shape     visit(at): the offset, from the start of the run's block or of the image, of the 24
//           bytes of a value_ref; a copy of the block may be written there
// Threads   stateless
#pragma once

#include <helios/storage/run.hpp>

namespace helios::storage {

/// Of a run's rows, those of columns that the table has dropped too.
template <class F>
void each_value_ref(run_view const& run, F&& visit) {
  for (std::uint32_t i = 0; i != run.columns(); ++i) {
    run_column const c = run.column(i);
    if (c.type != physical_type::bytes) continue;
    for (std::uint32_t row = 0; row != run.rows(); ++row) {
      cell const value = run.at(c, row);
      if (value.out_of_line) visit(static_cast<std::size_t>(value.data.data() - run.block()));
    }
  }
}

/// Of a row image.
template <class F>
void each_value_ref(row_view const& row, F&& visit) {
  for (std::size_t i = 0; i != row.form().columns().size(); ++i) {
    cell const value = row.at(i);
    if (value.out_of_line) visit(static_cast<std::size_t>(value.data.data() - row.image().data()));
  }
}

}  // namespace helios::storage
