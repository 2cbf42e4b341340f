// wants: what is selected is made of columns
#include "shop.hpp"

void select_of_no_column() { auto q = db().from<users>().select(1); }
