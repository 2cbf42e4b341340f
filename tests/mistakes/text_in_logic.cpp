// wants: a condition is a boolean
// names: name
#include "shop.hpp"

void text_in_logic() { auto q = db().from<users>().where("name"_c && "active"_c); }
