// wants: this function of SQL does not take values of these types
// names: name
#include "shop.hpp"

void function_of_number_on_text() { auto q = db().from<users>().where(round("name"_c) > 1); }
