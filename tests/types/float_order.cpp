// The total order of floating point and its numbers.
#include <helios/types/float_order.hpp>

#include "random.hpp"

#include <cmath>

using namespace helios::types;

TEST_CASE("ordered bits are ordered as the floats, and lead back to them", "[types]") {
  HELIOS_RANDOM(random, 190);
  auto const check = []<class Float>(Float a, Float b) {
    auto const order = compare_floats(a, b);
    CAPTURE(a, b);
    CHECK((order == (to_ordered(a) <=> to_ordered(b))));
    CHECK((compare_floats(from_ordered<Float>(to_ordered(a)), a) == 0));
    if (!std::isnan(a) && !std::isnan(b)) CHECK((order < 0) == (a < b));
  };
  for (int i = 0; i != 20000; ++i) {
    check(std::bit_cast<double>(random.bits()), std::bit_cast<double>(random.bits()));
    check(std::bit_cast<float>(static_cast<std::uint32_t>(random.bits())),
          std::bit_cast<float>(static_cast<std::uint32_t>(random.bits())));
  }
  double const nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  double const ascending[] = {-infinity, -1.5, -0.0, 5e-324, 1, infinity, nan};
  for (double const a : ascending)
    for (double const b : ascending) check(a, b);
  CHECK(to_ordered(-0.0) == to_ordered(0.0));
  CHECK(to_ordered(-nan) == to_ordered(nan));
}
