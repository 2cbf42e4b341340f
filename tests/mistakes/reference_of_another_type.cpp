// wants: a column that references another one has its type
// names: total
#include "shop.hpp"

void reference_of_another_type() {
  helios::table<"t", order, helios::references<"total", users, "id">>::row r;
}
