// wants: values of these types cannot be compared
// names: age
#include "shop.hpp"

void number_compared_with_text() { auto q = db().from<users>().where("age"_c > "x"); }
