// wants: a condition is a boolean
#include "shop.hpp"

void case_on_number() { auto q = db().from<users>().select(case_("age"_c, "yes")); }
