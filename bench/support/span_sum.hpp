// The sum of an int64 column through leaf spans: what an executor's aggregate does with a leaf.
#pragma once

#include <helios/storage/tree.hpp>

#include <bit>
#include <cstdint>
#include <vector>

namespace helios::bench {

/// Rows of a run by word of 64: which of them count.
class selection {
 public:
  explicit selection(std::uint32_t rows) : words_((rows + 63) / 64, ~std::uint64_t{0}) {
    if (rows % 64 != 0) words_.back() >>= 64 - rows % 64;
  }
  void clear(std::uint32_t row) { words_[row / 64] &= ~(std::uint64_t{1} << row % 64); }
  [[nodiscard]] std::int64_t sum(std::int64_t const* values) const {
    std::int64_t total = 0;
    for (std::size_t w = 0; w != words_.size(); ++w) {
      for (std::uint64_t left = words_[w]; left != 0; left &= left - 1)
        total += values[64 * w + static_cast<unsigned>(std::countr_zero(left))];
    }
    return total;
  }

 private:
  std::vector<std::uint64_t> words_;
};

/// Requires a leaf whose parts all have the wanted shape, and a column without NULLs.
[[nodiscard]] inline std::int64_t span_sum(storage::leaf_view const& leaf, std::uint32_t column) {
  auto const values_of = [&](storage::run_view const& run) {
    return reinterpret_cast<std::int64_t const*>(run.block() + run.column(column).values);
  };
  std::int64_t total = 0;
  if (leaf.clean()) {
    std::int64_t const* const values = values_of(leaf.base());
    for (std::uint32_t i = 0; i != leaf.base_rows(); ++i) total += values[i];
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
  if (leaf.base()) total += base.sum(values_of(leaf.base()));
  if (leaf.cold()) total += cold.sum(values_of(leaf.cold()));
  return total;
}

}  // namespace helios::bench
