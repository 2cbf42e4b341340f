// wants: no table of this query has a column of this name
// names: agge
#include "shop.hpp"

void unknown_column_in_update() { auto n = db().update<users>("agge"_c = 1).all(); }
