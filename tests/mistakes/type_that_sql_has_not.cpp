// wants: takes a type that SQL has
// names: user
#include "shop.hpp"

void type_that_sql_has_not() { helios::table<"t", user, helios::column_type<"name", user>>::row r; }
