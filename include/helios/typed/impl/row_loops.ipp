// helios/typed/impl/row_loops.ipp -- see helios/typed/row_loops.hpp
#pragma once

#include <helios/typed/row_loops.hpp>

namespace helios::typed::detail {

/// Eight sums of bytes at a time; before one of them is full they are added, by a product.
std::int64_t kept_rows(row_block const& of, std::uint8_t const* keep) noexcept {
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

}  // namespace helios::typed::detail
