// wants: only numbers, dates and times can be calculated with
// names: name
#include "shop.hpp"

void calculation_with_text() { auto q = db().from<users>().where("name"_c + 1 > 2); }
