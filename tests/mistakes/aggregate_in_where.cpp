// wants: single rows have no aggregates
#include "shop.hpp"

void aggregate_in_where() { auto q = db().from<users>().where(max("id"_c) > 1); }
