// wants: no table of this query has a column of this name
// names: nam
#include "shop.hpp"

void unknown_column_in_order() { auto q = db().from<users>().order_by("nam"_c); }
