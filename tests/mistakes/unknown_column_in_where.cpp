// wants: no table of this query has a column of this name
// names: agee
#include "shop.hpp"

void unknown_column_in_where() { auto q = db().from<users>().where("agee"_c > 30); }
