// wants: check<> looks at single rows
#include "shop.hpp"

void check_with_aggregate() {
  helios::table<"t", user, helios::check<[] { return (sum("age"_c) > 0); }>>::row r;
}
