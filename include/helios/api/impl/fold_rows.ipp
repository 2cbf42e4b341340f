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
  auto const take = [&](typed::row_block const& some) {
    return std::all_of(rows.tests.all.begin(), rows.tests.all.end(),
                       [&](typed::row_test const& t) {
                         return t.run(t.condition.get(), some, keep.data());
                       }) &&
           into.run(into.state, some, keep.data());
  };
  return on.walk(chosen.select(), columns, [&](typed::row_block const& all) {
    for (std::size_t i = 0; i != positions.size(); ++i) of_table[positions[i]] = all.columns[i];
    keep.assign(all.end, 1);
    // A few rows at a time: a processor goes on with the next test while sums wait for each other.
    constexpr std::uint32_t step = 128;
    for (std::uint32_t i = all.first; i < all.end; i += step) {
      if (!take({of_table.data(), i, std::min(all.end, i + step)})) return false;
    }
    return true;
  });
}

}  // namespace helios
