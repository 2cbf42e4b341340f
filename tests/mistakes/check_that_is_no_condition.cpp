// wants: a condition is a boolean
#include "shop.hpp"

void check_that_is_no_condition() {
  helios::table<"t", user, helios::check<[] { return "age"_c + 1; }>>::row r;
}
