// wants: a subquery that stands for a value selects one
// names: order
#include "shop.hpp"

void subquery_of_whole_rows() { auto q = db().from<users>().where("id"_c.in(db().from<orders>())); }
