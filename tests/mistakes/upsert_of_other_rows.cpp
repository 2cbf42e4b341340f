// wants: these are no rows of the table's struct
#include "shop.hpp"

void upsert_of_other_rows() { auto n = db().upsert<users>(std::vector<order>()); }
