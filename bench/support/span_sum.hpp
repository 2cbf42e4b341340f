// The sum of an int64 column through leaf spans: what an executor's aggregate does with a leaf.
#pragma once

#include <helios/storage/tree.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace helios::bench {

/// Rows of a run by word of 64: which of them count.
class selection {
 public:
  explicit selection(std::uint32_t rows) : words_((rows + 63) / 64, ~std::uint64_t{0}) {}
  void clear(std::uint32_t row) { words_[row / 64] &= ~(std::uint64_t{1} << row % 64); }
  [[nodiscard]] std::int64_t sum(std::int64_t const* values, std::uint32_t rows) const {
    std::int64_t total = 0;
    for (std::uint32_t begin = 0; begin < rows; begin += 64) {
      std::uint64_t word = words_[begin / 64];
      std::uint32_t const end = std::min(rows, begin + 64);
      // A mask instead of a branch: which rows are left is not to be predicted.
      for (std::uint32_t i = begin; i != end; ++i, word >>= 1)
        total += values[i] & -static_cast<std::int64_t>(word & 1);
    }
    return total;
  }

 private:
  std::vector<std::uint64_t> words_;
};

/// Requires a leaf whose parts all have the wanted shape, and a column without NULLs. `ahead`: of
/// the cursor, from which the leaf to come is fetched meanwhile.
[[nodiscard]] inline std::int64_t span_sum(storage::leaf_view const& leaf, std::uint32_t column,
                                           std::uintptr_t ahead) {
  auto const values_of = [&](storage::run_view const& run) {
    return reinterpret_cast<std::int64_t const*>(run.block() + run.column(column).values);
  };
  std::int64_t total = 0;
  if (leaf.clean()) {
    std::int64_t const* const values = values_of(leaf.base());
    std::uint32_t const rows = leaf.base_rows();
    constexpr std::uint32_t line = 64 / sizeof(std::int64_t);
    std::uint32_t i = 0;
    for (; i + line <= rows; i += line) {
      if (ahead != 0)
        __builtin_prefetch(
            reinterpret_cast<void const*>(reinterpret_cast<std::uintptr_t>(values + i) + ahead));
      for (std::uint32_t j = 0; j != line; ++j) total += values[i + j];
    }
    for (; i != rows; ++i) total += values[i];
    return total;
  }
  selection base(leaf.base_rows());
  selection cold(leaf.cold_rows());
  for (std::uint32_t i = 0; i != leaf.cold_rows(); ++i) {
    std::uint16_t const under = leaf.cold().base_position(i);
    if (under != storage::no_base_position) base.clear(under);
    if (leaf.cold().erased(i)) cold.clear(i);
  }
  for (std::uint32_t i = 0; i != leaf.hot_rows(); ++i) {
    storage::hot_entry const e = leaf.hot(i);
    if (e.base_position != storage::no_base_position) base.clear(e.base_position);
    if (e.cold_position != storage::no_base_position) cold.clear(e.cold_position);
    if (e.erased == 0) {
      storage::row_view const image(leaf.hot_shape(), leaf.hot_image(e));
      total += image.at(column).as<std::int64_t>();
    }
  }
  if (leaf.base()) total += base.sum(values_of(leaf.base()), leaf.base_rows());
  if (leaf.cold()) total += cold.sum(values_of(leaf.cold()), leaf.cold_rows());
  return total;
}

}  // namespace helios::bench
