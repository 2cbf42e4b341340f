// Sums of floating-point numbers: addends and their order decide, not how they come.
#include <helios/types/float_sum.hpp>

#include "random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

using namespace helios;
using namespace helios::types;

namespace {

[[nodiscard]] std::uint64_t bits(float_sum const& of) {
  return std::bit_cast<std::uint64_t>(of.sum());
}

}  // namespace

TEST_CASE("a sum of doubles has the same bits however its addends are divided", "[types]") {
  HELIOS_RANDOM(random, 41);
  for (int round = 0; round != 300; ++round) {
    std::vector<double> values;
    for (auto i = random.between(0, 300); i != 0; --i) {
      auto const places = static_cast<int>(random.between(-60, 60));
      values.push_back(std::ldexp(static_cast<double>(random.spread()), places));
    }
    float_sum one_by_one, in_pieces;
    for (double const v : values) one_by_one.add(v);
    for (std::size_t i = 0; i != values.size();) {
      std::size_t const n =
          std::min<std::size_t>(static_cast<std::size_t>(random.between(0, 40)), values.size() - i);
      in_pieces.add(std::span<double const>(values).subspan(i, n));
      i += n;
    }
    CHECK(bits(one_by_one) == bits(in_pieces));
    CHECK(one_by_one.count() == static_cast<std::int64_t>(values.size()));
    CHECK(in_pieces.count() == one_by_one.count());
  }
}

TEST_CASE("sums of numbers that have room are exact, and sums merge", "[types]") {
  float_sum left, right;
  std::int64_t expected = 0;
  for (int i = 0; i != 1001; ++i) {
    (i < 400 ? left : right).add(i * 0.25);
    expected += i;
  }
  left.merge(right);
  CHECK(left.sum() == static_cast<double>(expected) / 4);
  CHECK(left.count() == 1001);
  CHECK(left.average() == static_cast<double>(expected) / 4 / 1001);
}

TEST_CASE("a sum of real numbers is kept as a double", "[types]") {
  std::vector<float> const values(9, 16777217.0F / 2 + 0.5F);
  float_sum sum;
  sum.add(std::span<float const>(values));
  CHECK(sum.sum() == 9.0 * static_cast<double>(values[0]));
}

TEST_CASE("a sum of real numbers that is beyond them is an error", "[types]") {
  constexpr float big = std::numeric_limits<float>::max();
  float_sum sum;
  sum.add(big);
  CHECK(sum.sum<float>() == big);
  sum.add(big);
  CHECK(sum.sum() == 2.0 * big);
  HELIOS_CHECK_ERROR("22003", "value out of range: overflow", sum.sum<float>());
  sum.add(-big);
  CHECK(sum.sum<float>() == big);
}

TEST_CASE("infinity and NaN stay in a sum", "[types]") {
  double const infinite = std::numeric_limits<double>::infinity();
  float_sum sum;
  for (double const v : {1.0, infinite, 2.0, 3.0, 4.0}) sum.add(v);
  CHECK(sum.sum() == infinite);
  sum.add(-infinite);
  CHECK(std::isnan(sum.sum()));
}

TEST_CASE("a sum that is beyond double is an error, one that comes back is not", "[types]") {
  auto const sum_of = [](std::vector<double> const& all) {
    float_sum one_by_one, at_once;
    for (double const v : all) one_by_one.add(v);
    at_once.add(std::span<double const>(all));
    CHECK(one_by_one.fits() == at_once.is_finite());
    return one_by_one.sum();
  };
  double const big = 1e308;
  CHECK(sum_of({big, big, -big, -big}) == 0);
  CHECK(sum_of({big, -big, 0, big}) == big);
  for (std::vector<double> const& all :
       {std::vector<double>{big, big}, {-big, -big, -big}, {big, 0, 0, 0, big, -big}}) {
    HELIOS_CHECK_ERROR("22003", "value out of range: overflow", sum_of(all));
  }
  float_sum left, right;
  left.add(big), right.add(big);
  left.merge(right);
  HELIOS_CHECK_ERROR("22003", "value out of range: overflow", left.sum());
}
