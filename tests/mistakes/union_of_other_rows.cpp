// wants: both queries yield rows of one type
#include "shop.hpp"

void union_of_other_rows() { auto q = db().from<users>().union_(db().from<orders>()); }
