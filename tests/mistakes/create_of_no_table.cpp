// wants: users is a helios::table
// names: user
#include "shop.hpp"

void create_of_no_table() {
  auto f = [] { db().create<user>(); };
}
