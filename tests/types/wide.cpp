// Products and quotients past 128 bits: the inverse law and edges.
#include <helios/types/wide.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("digit_count changes exactly at powers of ten", "[types]") {
  CHECK(digit_count(0) == 0);
  for (int n = 0; n <= 38; ++n) {
    CAPTURE(n);
    CHECK(digit_count(power_of_ten(n)) == n + 1);
    CHECK(digit_count(power_of_ten(n) - 1) == n);
  }
  CHECK(digit_count(~uint128{0}) == 39);
}

TEST_CASE("divide undoes multiply", "[types]") {
  HELIOS_RANDOM(random, 1);
  for (int i = 0; i != 20000; ++i) {
    auto const wide = [&] {
      return (uint128{random.bits()} << 64 | random.bits()) >> random.between(0, 127);
    };
    uint128 const a = wide();
    uint128 const d = (random.coin() ? wide() : random.bits()) | 1, rest = wide() % d;
    auto const [quotient, remainder] = divide(multiply(a, d) + uint256{rest, 0}, d);
    CHECK((quotient == uint256{a, 0} && remainder == rest));
  }
  uint256 const top{~uint128{0}, ~uint128{0}};
  auto const [quotient, remainder] = divide(top, ~uint128{0});
  CHECK((quotient == uint256{1, 1} && remainder == 0));
}

TEST_CASE("sums and differences wrap together", "[types]") {
  HELIOS_RANDOM(random, 2);
  for (int i = 0; i != 1000; ++i) {
    auto const wide = [&] { return uint128{random.bits()} << 64 | random.bits(); };
    uint256 const a{wide(), wide()}, b{wide(), wide()};
    CHECK(a + b - b == a);
    CHECK(a - b + b == a);
    CHECK((a < b) == (b.high > a.high || (b.high == a.high && b.low > a.low)));
  }
}
