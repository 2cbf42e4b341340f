// wants: the struct of this table has no member of this name
// names: number
#include "shop.hpp"

void reference_to_unknown_column() {
  helios::table<"t", order, helios::references<"user_id", users, "number">>::row r;
}
