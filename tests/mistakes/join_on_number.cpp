// wants: a condition is a boolean
#include "shop.hpp"

void join_on_number() { auto q = db().from<users>().join<orders>("users.id"_c); }
