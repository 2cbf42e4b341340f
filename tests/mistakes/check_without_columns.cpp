// wants: check<> takes SQL, or a function
#include "shop.hpp"

void check_without_columns() {
  helios::table<"t", user, helios::check<[] { return true; }>>::row r;
}
