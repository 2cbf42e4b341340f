// wants: of groups: select
#include "shop.hpp"

void sum_of_groups() { auto n = db().from<users>().group_by("age"_c).sum("id"_c); }
