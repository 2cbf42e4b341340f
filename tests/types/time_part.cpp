// The names of parts of moments.
#include <helios/types/time_part.hpp>

#include <catch2/catch.hpp>

using namespace helios::types;

TEST_CASE("parts have PostgreSQL's names, in any case", "[types]") {
  CHECK(find_time_part("Years") == time_part::year);
  CHECK(find_time_part("DOW") == time_part::day_of_week);
  CHECK(find_time_part("usecs") == time_part::microseconds);
  CHECK(find_time_part("timezone_h") == time_part::timezone_hour);
  CHECK_FALSE(find_time_part("fortnight"));
  CHECK_FALSE(find_time_part(""));
  CHECK_FALSE(find_time_part("a name that is longer than any"));
}
