// wants: no table of this query has a column of this name
// names: orders.total
#include "shop.hpp"

void column_of_table_not_joined() { auto q = db().from<users>().where("orders.total"_c > 1); }
