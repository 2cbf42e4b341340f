// Exact sums: no order of addition and no intermediate size changes them.
#include <helios/types/decimal_sum.hpp>

#include <helios/types/decimal_text.hpp>

#include "random.hpp"

#include <vector>

using namespace helios;
using namespace helios::types;

TEST_CASE("a sum does not depend on the order or the grouping of its addends", "[types]") {
  HELIOS_RANDOM(random, 40);
  for (int round = 0; round != 200; ++round) {
    std::vector<decimal> values;
    for (int i = 0; i != 50; ++i)
      values.emplace_back(random.spread(), static_cast<int>(random.between(0, 12)));
    decimal_sum forward, backward, left, right;
    decimal plain;
    for (auto const v : values) forward.add(v), plain = plain + v;
    for (auto v = values.rbegin(); v != values.rend(); ++v) backward.add(*v);
    for (std::size_t i = 0; i != values.size(); ++i) (i % 3 == 0 ? left : right).add(values[i]);
    left.merge(right);
    CHECK(to_text(forward.sum()) == to_text(plain));
    CHECK(to_text(backward.sum()) == to_text(plain));
    CHECK(to_text(left.sum()) == to_text(plain));
    CHECK(left.count() == 50);
    for (auto const v : values) forward.subtract(v);
    CHECK((forward.sum().zero() && forward.count() == 0));
  }
}

TEST_CASE("a sum may pass beyond 38 digits on its way", "[types]") {
  decimal const big = parse_decimal("99999999999999999999999999999999999999");
  decimal_sum sum;
  for (int i = 0; i != 1000; ++i) sum.add(big);
  HELIOS_CHECK_ERROR("22003", "value overflows numeric format", sum.sum());
  for (int i = 0; i != 999; ++i) sum.add(-big);
  CHECK(sum.sum() == big);
  sum.add(-big);
  sum.add(parse_decimal("1e-38"));
  CHECK(to_text(sum.sum()) == "0.00000000000000000000000000000000000001");
}

TEST_CASE("averages have the scale of a division", "[types]") {
  decimal_sum sum;
  for (int i = 1; i <= 4; ++i) sum.add(decimal(i));
  CHECK(to_text(sum.average()) == "2.5000000000000000");
}
