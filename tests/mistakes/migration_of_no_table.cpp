// wants: users is a helios::table
// names: user
#include "shop.hpp"

void migration_of_no_table() { db().migrate<user>().apply(); }
