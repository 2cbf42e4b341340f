// Sums of a block's column: what AVX2 comes to is what a row at a time comes to.
#include <helios/typed/row_sums.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <limits>
#include <vector>

#if defined(__x86_64__)

namespace helios::test {

namespace {

using typed::row_block;
namespace sums = typed::detail;

template <class T, bool Nullable>
struct a_column {
  static constexpr bool plain = !Nullable;
  std::vector<T> all;
  std::vector<std::uint8_t> null;

  [[nodiscard]] T const* values() const noexcept { return all.data(); }
  [[nodiscard]] std::uint8_t const* nulls() const noexcept { return null.data(); }
  void expect(std::size_t) const noexcept {}
};

/// Some rows of a block, which stay, and a column of them.
template <class T, bool Nullable>
struct some_rows {
  a_column<T, Nullable> column;
  std::vector<std::uint8_t> keep;
  row_block block;

  some_rows(random_source& r, T least, T greatest) {
    std::size_t const n = r.below(700);
    for (std::size_t i = 0; i != n; ++i) {
      auto const part = static_cast<double>(r.below(1 << 20)) / (1 << 20);
      column.all.push_back(
          static_cast<T>(static_cast<double>(least) +
                         part * (static_cast<double>(greatest) - static_cast<double>(least))));
      column.null.push_back(Nullable && r.below(3) == 0);
      keep.push_back(r.below(5) < 3);
    }
    block.end = static_cast<std::uint32_t>(n);
    block.first = n == 0 ? 0 : static_cast<std::uint32_t>(r.below(n));
  }
  [[nodiscard]] unsigned counts(std::size_t i) const {
    return keep[i] & unsigned{!(Nullable && column.null[i] != 0)};
  }
  [[nodiscard]] std::int64_t counted() const {
    std::int64_t n = 0;
    for (std::size_t i = block.first; i != block.end; ++i) n += counts(i);
    return n;
  }
};

template <class T, bool Nullable>
void compare_whole_sums(random_source& r, T least, T greatest) {
  some_rows<T, Nullable> const rows(r, least, greatest);
  sums::whole_sum<T> one{17}, wide{17};
  for (std::size_t i = rows.block.first; i != rows.block.end; ++i)
    REQUIRE(one.add(rows.column.all[i], rows.counts(i)));
  auto const counted = sums::add_wide<T>(rows.column, rows.block, rows.keep.data(), wide);
  REQUIRE(counted);
  if (Nullable) REQUIRE(*counted == rows.counted());
  REQUIRE(wide.total == one.total);
}

template <class T, bool Nullable>
void compare_real_sums(random_source& r) {
  types::float_sum before;
  for (std::uint64_t i = r.below(5); i != 0; --i) before.add(0.1);
  some_rows<T, Nullable> const rows(r, T{-1000}, T{1000});
  sums::real_adder<T> one(before);
  for (std::size_t i = rows.block.first; i != rows.block.end; ++i)
    REQUIRE(one.add(rows.column.all[i], rows.counts(i)));
  types::float_sum const expected = one.end();
  types::float_sum wide = before;
  auto const counted = sums::add_wide<T>(rows.column, rows.block, rows.keep.data(), wide);
  REQUIRE(counted == rows.counted());
  REQUIRE(wide.count() == expected.count());
  if (wide.count() == 0) return;
  REQUIRE(std::bit_cast<std::uint64_t>(wide.sum()) == std::bit_cast<std::uint64_t>(expected.sum()));
}

[[nodiscard]] bool processor_has_them() {
  if (__builtin_cpu_supports("avx2")) return true;
  WARN("skipped: this processor has no AVX2");
  return false;
}

}  // namespace

TEST_CASE("wide sums of integers are those of a row at a time", "[typed]") {
  if (!processor_has_them()) return;
  random_source random;
  CAPTURE(random.seed);
  constexpr std::int64_t large = (std::int64_t{1} << 52) - 1;
  for (int round = 0; round != 200; ++round) {
    compare_whole_sums<std::int16_t, false>(random, -30'000, 30'000);
    compare_whole_sums<std::int32_t, true>(random, -2'000'000'000, 2'000'000'000);
    compare_whole_sums<std::int64_t, false>(random, -large, large);
    compare_whole_sums<std::int64_t, true>(random, -large, large);
  }
}

TEST_CASE("wide sums of reals have the bits of those of a row at a time", "[typed]") {
  if (!processor_has_them()) return;
  random_source random;
  CAPTURE(random.seed);
  for (int round = 0; round != 200; ++round) {
    compare_real_sums<double, false>(random);
    compare_real_sums<double, true>(random);
    compare_real_sums<float, false>(random);
    compare_real_sums<float, true>(random);
  }
}

TEST_CASE("wide sums that might overflow add nothing", "[typed]") {
  if (!processor_has_them()) return;
  using limits = std::numeric_limits<std::int64_t>;
  std::int64_t const value =
      GENERATE(limits::min(), limits::max(), std::int64_t{1} << 52, -(std::int64_t{1} << 52) - 1);
  std::size_t const rows = GENERATE(1, 16, 40);
  std::size_t const at = rows - 1;
  a_column<std::int64_t, false> column{std::vector<std::int64_t>(rows, 1),
                                       std::vector<std::uint8_t>(rows, 0)};
  column.all[at] = value;
  std::vector<std::uint8_t> keep(rows, 1);
  row_block block;
  block.end = static_cast<std::uint32_t>(rows);
  sums::whole_sum<std::int64_t> sum{5};
  REQUIRE(!sums::add_wide<std::int64_t>(column, block, keep.data(), sum));
  REQUIRE(sum.total == 5);
  keep[at] = 0;  // what does not count overflows nothing
  REQUIRE(sums::add_wide<std::int64_t>(column, block, keep.data(), sum));
  REQUIRE(sum.total == 5 + static_cast<std::int64_t>(at));

  column.all[at] = 1;
  keep[at] = 1;
  sums::whole_sum<std::int64_t> full{limits::max()};
  REQUIRE(!sums::add_wide<std::int64_t>(column, block, keep.data(), full));
  REQUIRE(full.total == limits::max());
}

}  // namespace helios::test

#endif
