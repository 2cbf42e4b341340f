// wants: the member does not hold all values of this SQL type
// names: age
#include "shop.hpp"

void type_that_member_does_not_hold() {
  helios::table<"t", user, helios::column_type<"age", std::int64_t>>::row r;
}
