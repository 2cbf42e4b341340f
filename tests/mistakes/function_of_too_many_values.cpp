// wants: this function of SQL does not take values of these types
// names: name
#include "shop.hpp"

void function_of_too_many_values() { auto q = db().from<users>().select(length("name"_c, 2)); }
