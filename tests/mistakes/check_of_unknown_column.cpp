// wants: no table of this query has a column of this name
// names: years
#include "shop.hpp"

void check_of_unknown_column() {
  helios::table<"t", user, helios::check<[] { return ("years"_c > 0); }>>::row r;
}
