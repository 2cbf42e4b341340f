// wants: values of these types cannot be compared
// names: id
#include "shop.hpp"

void text_among_numbers() { auto q = db().from<users>().where("id"_c.in(1, "b")); }
