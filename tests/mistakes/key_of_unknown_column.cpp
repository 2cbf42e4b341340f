// wants: the struct of this table has no member of this name
// names: idd
#include "shop.hpp"

void key_of_unknown_column() { helios::table<"t", user, helios::primary_key<"idd">>::row r; }
