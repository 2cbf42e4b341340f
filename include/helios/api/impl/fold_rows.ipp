// helios/api/impl/fold_rows.ipp -- a typed query's loops run over the blocks that its session hands
// out.
#pragma once

#include <helios/api/executor.hpp>

#include <algorithm>
#include <cstring>

namespace helios {

namespace detail {

/// Positions of all columns that conditions and an aggregate read, ascending.
[[nodiscard]] inline std::vector<std::uint16_t> columns_read(typed::row_tests const& tests,
                                                             typed::row_fold const& into) {
  std::vector<std::uint16_t> all(into.reads.begin(), into.reads.end());
  for (typed::row_test const& t : tests.all) all.insert(all.end(), t.reads.begin(), t.reads.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace detail

bool detail::fold_rows(executor& on, typed::select_parts const& rows, typed::row_fold const& into) {
  std::vector<std::uint16_t> const positions = columns_read(rows.tests, into);
  if (positions.empty()) return false;  // rows are counted without being read
  std::vector<typed::column_schema> columns;
  for (std::uint16_t const p : positions) columns.push_back(into.columns[p]);
  typed::select_parts chosen;
  chosen.columns << typed::column_list(columns);
  chosen.from = rows.from;
  chosen.where = rows.where;

  std::vector<typed::block_column> of_table(into.columns.size());
  std::vector<std::uint8_t> keep;
  return on.walk(chosen.select(), columns, [&](typed::row_block const& of) {
    for (std::size_t i = 0; i != positions.size(); ++i) of_table[positions[i]] = of.columns[i];
    typed::row_block const block{of_table.data(), of.rows};
    keep.assign(of.rows, 1);
    return std::all_of(rows.tests.all.begin(), rows.tests.all.end(),
                       [&](typed::row_test const& t) {
                         return t.run(t.condition.get(), block, keep.data());
                       }) &&
           into.run(into.state, block, keep.data());
  });
}

}  // namespace helios
