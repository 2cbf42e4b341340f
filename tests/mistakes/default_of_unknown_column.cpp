// wants: the struct of this table has no member of this name
// names: agge
#include "shop.hpp"

void default_of_unknown_column() { helios::table<"t", user, helios::default_<"agge", "1">>::row r; }
