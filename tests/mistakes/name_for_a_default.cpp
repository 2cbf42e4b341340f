// wants: only keys, indexes, checks and references have names
// names: anna
#include "shop.hpp"

void name_for_a_default() {
  helios::table<"t", user, helios::named<"anna", helios::default_<"name", "'Anna'">>>::row r;
}
