// wants: this function of SQL does not take values of these types
#include "shop.hpp"

void nearest_to_a_number() { auto q = db().from<users>().nearest("id"_c, 3, 5); }
