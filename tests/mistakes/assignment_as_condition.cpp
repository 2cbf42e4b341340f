// wants: a condition is made of columns
#include "shop.hpp"

void assignment_as_condition() { auto q = db().from<users>().where("id"_c = 1); }
