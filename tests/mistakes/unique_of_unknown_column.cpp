// wants: the struct of this table has no member of this name
// names: mail
#include "shop.hpp"

void unique_of_unknown_column() { helios::table<"t", user, helios::unique<"name", "mail">>::row r; }
