// wants: the struct of this table has no member of this name
// names: nme
#include "shop.hpp"

void rename_of_unknown_member() {
  helios::table<"t", user, helios::column<"nme", "full_name">>::row r;
}
