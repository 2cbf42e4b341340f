// wants: no table of this query has a column of this name
// names: nam
#include "shop.hpp"

void function_of_unknown_column() { auto q = db().from<users>().select(lower("nam"_c)); }
