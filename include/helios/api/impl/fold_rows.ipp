// helios/api/impl/fold_rows.ipp -- a typed query's loops run over the blocks that its session hands
// out.
#pragma once

#include <helios/api/executor.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

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

/// keep: the rows that meet all conditions; met: room for one's.  Without a condition it is 1
/// already.
[[nodiscard]] inline bool test_rows(std::span<typed::row_test const> tests,
                                    typed::row_block const& of, std::span<std::uint8_t> keep,
                                    std::span<std::uint8_t> met) {
  bool first = true;
  for (typed::row_test const& t : tests) {
    std::uint8_t* const to = first ? keep.data() : met.data();
    if (!t.run(t.condition.get(), of, to)) return false;
    if (!std::exchange(first, false))
      for (std::uint32_t i = of.first; i != of.end; ++i) keep[i] &= met[i];
  }
  return true;
}

/// How many rows of a block stay: eight sums of bytes at a time; before one of them is full they
/// are added, by a product.
[[nodiscard]] inline std::int64_t kept_rows(typed::row_block const& of,
                                            std::uint8_t const* keep) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  constexpr std::size_t words = 255 / sizeof ones;
  std::int64_t count = 0;
  std::size_t i = of.first;
  while (of.end - i >= sizeof ones) {
    std::size_t const end = i + std::min(words, (of.end - i) / sizeof ones) * sizeof ones;
    std::uint64_t lanes = 0;
    for (; i != end; i += sizeof ones) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, keep + i, sizeof eight);
      lanes += eight;
    }
    count += static_cast<std::int64_t>(lanes * ones >> 56);
  }
  for (; i != of.end; ++i) count += keep[i];
  return count;
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
  std::vector<std::uint8_t> keep, met;
  return on.walk(chosen.select(), columns, [&](typed::row_block const& all) {
    for (std::size_t i = 0; i != positions.size(); ++i) of_table[positions[i]] = all.columns[i];
    keep.resize(all.end, 1);
    met.resize(all.end);
    // So few that what a test leaves is still in the first cache, so many that a loop's beginning
    // and end do not count.
    constexpr std::uint32_t step = 512;
    for (std::uint32_t i = all.first; i < all.end; i += step) {
      typed::row_block const some{of_table.data(), i, std::min(all.end, i + step), all.ahead};
      bool const fits =
          test_rows(rows.tests.all, some, keep, met) && into.run(into.state, some, keep.data());
      if (!fits) return false;
    }
    if (into.rows != nullptr) *into.rows += kept_rows(all, keep.data());
    return true;
  });
}

}  // namespace helios
