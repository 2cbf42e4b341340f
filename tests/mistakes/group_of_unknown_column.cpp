// wants: no table of this query has a column of this name
// names: agge
#include "shop.hpp"

void group_of_unknown_column() { auto q = db().from<users>().group_by("agge"_c); }
