// wants: a column that is neither in group_by\(\) nor in an aggregate
// names: id
#include "shop.hpp"

void ungrouped_column_in_order() { auto q = db().from<users>().group_by("age"_c).order_by("id"_c); }
