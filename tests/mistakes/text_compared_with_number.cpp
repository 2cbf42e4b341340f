// wants: values of these types cannot be compared
// names: name
#include "shop.hpp"

void text_compared_with_number() { auto q = db().from<users>().where("name"_c == 7); }
