// wants: this is never NULL
// names: name
#include "shop.hpp"

void null_test_of_what_is_never_null() { auto q = db().from<users>().where("name"_c.is_null()); }
