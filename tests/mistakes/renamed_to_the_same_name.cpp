// wants: two members of the rows stand for columns of one name
// names: t
#include "shop.hpp"

void renamed_to_the_same_name() { helios::table<"t", user, helios::column<"name", "id">>::row r; }
