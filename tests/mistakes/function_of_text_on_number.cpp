// wants: this function of SQL does not take values of these types
// names: age
#include "shop.hpp"

void function_of_text_on_number() { auto q = db().from<users>().select(lower("age"_c)); }
