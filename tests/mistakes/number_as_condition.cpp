// wants: a condition is a boolean
// names: id
#include "shop.hpp"

void number_as_condition() { auto q = db().from<users>().where("id"_c); }
