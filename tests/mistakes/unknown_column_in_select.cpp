// wants: no table of this query has a column of this name
// names: emial
#include "shop.hpp"

void unknown_column_in_select() { auto q = db().from<users>().select("emial"_c); }
