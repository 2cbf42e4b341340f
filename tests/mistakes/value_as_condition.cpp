// wants: a condition is made of columns
#include "shop.hpp"

void value_as_condition() { auto q = db().from<users>().where(true); }
