// wants: only numbers can be calculated with
// names: name
#include "shop.hpp"

void sum_of_text() { auto q = db().from<users>().select(sum("name"_c)); }
