// wants: into\(\) takes a value for each member
// names: pair_of_texts
#include "shop.hpp"

void into_struct_of_another_size() { auto q = db().from<users>().into<pair_of_texts>("name"_c); }
