// wants: a condition is a boolean
// names: id
#include "shop.hpp"

void not_of_number() { auto q = db().from<users>().where(!"id"_c); }
