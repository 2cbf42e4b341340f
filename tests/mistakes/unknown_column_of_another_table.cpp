// wants: no table of this query has a column of this name
// names: total
#include "shop.hpp"

void unknown_column_of_another_table() { auto q = db().from<users>().where("total"_c > 1); }
