// wants: this query reads a table of this name
// names: users
#include "shop.hpp"

void table_joined_with_itself() { auto q = db().from<users>().join<users>("age"_c > 1); }
