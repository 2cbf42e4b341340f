// wants: what is selected is made of columns
// names: 
#include "shop.hpp"

void select_of_no_column() { auto q = db().from<users>().select(1); }
