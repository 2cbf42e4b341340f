// wants: no table of this query has a column of this name
// names: agee
#include "shop.hpp"

void returning_unknown_column() { auto n = db().remove<users>().returning("agee"_c).all(); }
