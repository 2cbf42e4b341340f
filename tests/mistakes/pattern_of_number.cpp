// wants: only texts are like a pattern
// names: id
#include "shop.hpp"

void pattern_of_number() { auto q = db().from<users>().where("id"_c.like("1%")); }
