// wants: in\(\) needs a value
#include "shop.hpp"

void in_without_values() { auto q = db().from<users>().where("id"_c.in()); }
