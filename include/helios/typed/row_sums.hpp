// helios/typed/row_sums.hpp -- sums of values that count, 1, or do not, 0, as loops add them.
//
// Shape     whole_sum, real_adder   for every processor, a row at a time
//           add_wide()              a block's column, with AVX2
// Holds     (W1) both come to the same sum; of reals, to the same bits (types::float_sum, F1)
// Threads   one
// Cost      a row of a block in the second cache: 0.9 to 1.0 ns, with AVX2 0.4
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/typed/row_block.hpp>
#include <helios/types/float_sum.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace helios::typed::detail {

// A loop adds to a copy, which stays in registers, for nothing else can name it; end() tells what
// has become of the state. False of add(): SQL is to go on.
template <class T>
struct whole_sum {
  std::int64_t total = 0;
  [[nodiscard]] bool add(T v, unsigned counts) noexcept {
    return !__builtin_add_overflow(total, std::int64_t{v} & -std::int64_t{counts}, &total);
  }
  [[nodiscard]] whole_sum end() const noexcept { return *this; }
};
/// What counts is gathered, without a branch, and nothing else is added.
template <class T>
class real_adder {
 public:
  explicit real_adder(types::float_sum const& to) noexcept : total_(to) {}
  [[nodiscard]] bool add(T v, unsigned counts) noexcept {
    gathered_[count_] = v;
    count_ += counts;
    if (count_ == most) add_gathered();
    return true;
  }
  [[nodiscard]] types::float_sum end() noexcept {
    add_gathered();
    return total_;
  }

 private:
  static constexpr std::uint32_t most = 128;

  void add_gathered() noexcept {
    total_.add(std::span<T const>(gathered_, count_));
    count_ = 0;
  }

  types::float_sum total_;
  std::uint32_t count_ = 0;
  T gathered_[most];
};

#if defined(__x86_64__)

/// Whether the value of a row counts: the row stays, and it is not NULL.
template <class Column>
[[nodiscard, gnu::always_inline]] inline std::uint8_t counts(Column const& of,
                                                             std::uint8_t const* keep,
                                                             std::size_t i) noexcept {
  if constexpr (Column::plain) {
    return keep[i];
  } else {
    return keep[i] & static_cast<std::uint8_t>(of.nulls()[i] ^ 1);
  }
}

/// Adds the values of a block's column. Nothing: it has added none, for a sum might overflow, and
/// whole_sum looks at each addition.
template <class T, class Column>
[[nodiscard, gnu::target("avx2")]] std::optional<std::int64_t> add_wide(Column const& of,
                                                                        row_block const& rows,
                                                                        std::uint8_t const* keep,
                                                                        whole_sum<T>& to) noexcept {
  // The sum of a block's values, 2,048 at most, is a bigint if they are so small, of either sign.
  constexpr std::uint64_t small = std::uint64_t{1} << 52;
  T const* const values = of.values();
  std::uint64_t sum = 0, seen = 0;
  std::int64_t n = 0;
  auto const add = [&](std::size_t i) __attribute__((always_inline)) {
    std::int64_t const counted = counts(of, keep, i);
    auto const v = static_cast<std::uint64_t>(std::int64_t{values[i]} & -counted);
    sum += v;
    seen |= v + small;
    if constexpr (!Column::plain) n += counted;
  };
  std::size_t i = rows.first;
  for (constexpr std::size_t step = 2 * rows_in_line; rows.end - i >= step; i += step) {
    of.expect(i);
    of.expect(i + rows_in_line);
    for (std::size_t j = 0; j != step; ++j) add(i + j);
  }
  for (; i != rows.end; ++i) add(i);
  std::int64_t total = 0;
  if (seen >= 2 * small || __builtin_add_overflow(to.total, static_cast<std::int64_t>(sum), &total))
    return {};
  to.total = total;
  return n;
}

/// The doubles of four that count are moved to the front: to_front[bits of those that do] says
/// which halves go where.
inline constexpr auto to_front = [] {
  std::array<std::array<int, 8>, 16> all{};
  for (unsigned which = 0; which != all.size(); ++which) {
    std::size_t n = 0;
    for (int i = 0; i != 4; ++i) {
      if ((which >> i & 1) == 0) continue;
      all[which][n++] = 2 * i;
      all[which][n++] = 2 * i + 1;
    }
  }
  return all;
}();

template <class T, class Column>
[[nodiscard, gnu::target("avx2")]] std::optional<std::int64_t> add_wide(
    Column const& of, row_block const& rows, std::uint8_t const* keep,
    types::float_sum& to) noexcept {
  using halves __attribute__((vector_size(32))) = int;
  constexpr std::uint32_t most = 256;
  T const* const values = of.values();
  double gathered[most + rows_in_line];
  std::uint32_t n = 0;
  types::float_sum sum = to;
  std::size_t i = rows.first;
  for (; rows.end - i >= rows_in_line; i += rows_in_line) {
    of.expect(i);
    std::uint64_t bytes = load<std::uint64_t>(reinterpret_cast<std::byte const*>(keep + i));
    if constexpr (!Column::plain) {
      bytes &= ~load<std::uint64_t>(reinterpret_cast<std::byte const*>(of.nulls() + i));
    }
    constexpr std::uint64_t to_high_bits = 0x0102'0408'1020'4080;  // byte k, 0 or 1, to bit 56 + k
    auto const bits = static_cast<unsigned>(bytes * to_high_bits >> 56);
    for (std::size_t j = 0; j != rows_in_line; j += 4) {
      unsigned const which = bits >> j & 15;
      double const four[]{values[i + j], values[i + j + 1], values[i + j + 2], values[i + j + 3]};
      halves v, order;
      std::memcpy(&v, four, sizeof v);
      std::memcpy(&order, to_front[which].data(), sizeof order);
      v = __builtin_ia32_permvarsi256(v, order);
      std::memcpy(gathered + n, &v, sizeof v);
      n += static_cast<std::uint32_t>(__builtin_popcount(which));
    }
    if (n >= most) {
      sum.add(std::span<double const>(gathered, most));
      std::memcpy(gathered, gathered + most, rows_in_line * sizeof(double));
      n -= most;
    }
  }
  for (; i != rows.end; ++i) {
    gathered[n] = values[i];
    n += counts(of, keep, i);
  }
  sum.add(std::span<double const>(gathered, n));
  std::int64_t const counted = sum.count() - to.count();
  to = sum;
  return counted;
}

#endif

}  // namespace helios::typed::detail
