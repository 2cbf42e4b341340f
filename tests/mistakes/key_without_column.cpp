// wants: a key has a column
#include "shop.hpp"

void key_without_column() { helios::table<"t", user, helios::primary_key<>>::row r; }
