// wants: the struct of this table has no member of this name
// names: years
#include "shop.hpp"

void fill_of_unknown_column() {
  db().migrate<users>({helios::fill<users, "years">("0")}).apply();
}
