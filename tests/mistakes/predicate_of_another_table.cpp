// wants: no table of this query has a column of this name
// names: total
#include "shop.hpp"

void predicate_of_another_table() {
  helios::predicate<users> f;
  f &= "total"_c > 1;
}
