// wants: a column that is neither in group_by\(\) nor in an aggregate
// names: name
#include "shop.hpp"

void column_beside_aggregate() { auto q = db().from<users>().select("name"_c, max("id"_c)); }
