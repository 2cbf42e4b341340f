// helios/exec/batch.hpp -- what operators hand to each other: columns of up to 2048 rows and the
// rows among them that count.
//
// Shape     column     elements [rows] (exec/element.hpp) and, if any is NULL, a byte per row, 1 =
//                      NULL: kernels combine bytes without taking bits apart
//           selection  ascending row numbers, or all of 0 .. count - 1
//           batch      columns of equal length, a selection, and the memory of what was made here
// Holds     (B1) a column points into a leaf, an expression's constant, a materialised store or an
//           arena; it owns nothing and copies freely
//           (B2) elements and NULL bytes of rows outside the selection mean nothing
// Threads   one at a time
// Cost      an arena is rewound for every batch, so a running pipeline allocates nothing
#pragma once

#include <helios/base/arena.hpp>
#include <helios/exec/element.hpp>

#include <cstdint>
#include <cstring>
#include <vector>

namespace helios::exec {

/// Row numbers are 16 bits; tests run with 1 and 2.
inline constexpr std::uint32_t largest_batch = 2048;

struct selection {
  std::uint16_t const* rows = nullptr;  ///< nullptr: 0 .. count - 1
  std::uint32_t count = 0;

  [[nodiscard]] std::uint32_t operator[](std::uint32_t k) const noexcept {
    return rows == nullptr ? k : rows[k];
  }
  /// One past the last row: how long a column must be to have them all.
  [[nodiscard]] std::uint32_t extent() const noexcept {
    return rows == nullptr || count == 0 ? count : rows[count - 1] + 1U;
  }
};

/// Calls f(row) for each row, in two loops: the dense one is the one compilers vectorise.
template <class F>
void each(selection const& s, F&& f) {
  if (s.rows == nullptr) {
    for (std::uint32_t i = 0; i != s.count; ++i) f(i);
  } else {
    for (std::uint32_t k = 0; k != s.count; ++k) f(std::uint32_t{s.rows[k]});
  }
}

struct column {
  data_type type;
  void const* elements = nullptr;
  std::uint8_t const* nulls = nullptr;  ///< nullptr: none

  [[nodiscard]] bool is_null(std::uint32_t row) const noexcept {
    return nulls != nullptr && nulls[row] != 0;
  }
  /// Requires T to be the type's element.
  template <class T>
  [[nodiscard]] T const* as() const noexcept {
    return static_cast<T const*>(elements);
  }
};

template <class T>
[[nodiscard]] T* allocate(arena& in, std::size_t n) {
  static_assert(std::is_trivially_destructible_v<T>);
  return static_cast<T*>(in.allocate(n * sizeof(T), alignof(T)));
}
[[nodiscard]] inline std::uint8_t* allocate_nulls(arena& in, std::size_t n, std::uint8_t fill = 0) {
  auto* const nulls = allocate<std::uint8_t>(in, n);
  if (n != 0) std::memset(nulls, fill, n);
  return nulls;
}

/// The rows of a selection for which `keep` says so.
template <class Keep>
[[nodiscard]] selection narrow(arena& in, selection const& from, Keep&& keep) {
  auto* const rows = allocate<std::uint16_t>(in, from.count);
  std::uint32_t n = 0;
  each(from, [&](std::uint32_t i) {
    rows[n] = static_cast<std::uint16_t>(i);
    n += keep(i) ? 1U : 0U;
  });
  if (n == from.count) return from;
  return {rows, n};
}

class batch {
 public:
  explicit batch(memory_budget* of = nullptr) noexcept : memory(of) {}

  /// Forgets columns and rows, reuses the memory.
  void clear() noexcept {
    columns.clear();
    rows = {};
    ahead = 0;
    memory.clear();
  }
  [[nodiscard]] std::uint32_t count() const noexcept { return rows.count; }

  std::vector<column> columns;
  selection rows;
  /// How far, in bytes, the columns of the rows to come probably lie behind these. To be prefetched
  /// and nothing else; 0: not known.
  std::uintptr_t ahead = 0;
  arena memory;
};

}  // namespace helios::exec
