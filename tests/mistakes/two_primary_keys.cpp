// wants: a table has one primary key
#include "shop.hpp"

void two_primary_keys() {
  helios::table<"t", user, helios::primary_key<"id">, helios::primary_key<"name">>::row r;
}
