// wants: only numbers can be calculated with
// names: name
#include "shop.hpp"

void sum_of_texts_of_query() { auto n = db().from<users>().sum("name"_c); }
