// wants: the struct of this table has no member of this name
// names: nme
#include "shop.hpp"

void index_of_unknown_column() { helios::table<"t", user, helios::indexed<"nme">>::row r; }
