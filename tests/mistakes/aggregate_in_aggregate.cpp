// wants: an aggregate holds no other one
#include "shop.hpp"

void aggregate_in_aggregate() { auto q = db().from<users>().select(max(min("id"_c))); }
