// wants: users is a helios::table
// names: user
#include "shop.hpp"

void differences_of_no_table() { static_cast<void>(db().differences<user>()); }
