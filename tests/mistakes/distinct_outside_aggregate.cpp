// wants: what is selected is made of columns
#include "shop.hpp"

void distinct_outside_aggregate() { auto q = db().from<users>().select(distinct("age"_c)); }
