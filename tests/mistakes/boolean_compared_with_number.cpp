// wants: values of these types cannot be compared
// names: active
#include "shop.hpp"

void boolean_compared_with_number() { auto q = db().from<users>().where("active"_c == 1); }
