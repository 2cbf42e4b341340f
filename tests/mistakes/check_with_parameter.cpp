// wants: check<> is kept: it has no parameters
#include "shop.hpp"

void check_with_parameter() {
  helios::table<"t", user, helios::check<[] { return "age"_c < helios::parameter<1, int>; }>>::row
      r;
}
