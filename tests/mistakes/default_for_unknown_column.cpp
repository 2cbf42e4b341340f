// wants: no table of this query has a column of this name
// names: idd
#include "shop.hpp"

void default_for_unknown_column() { auto i = db().insert<users>().by_default("idd"_c); }
