// wants: several tables have a column of this name
// names: id
#include "shop.hpp"

void ambiguous_column() { auto q = db().from<users>().join<orders>("id"_c == "user_id"_c); }
