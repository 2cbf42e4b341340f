// wants: the struct of this table has no member of this name
// names: full_name
#include "shop.hpp"

void rename_to_unknown_column() {
  db().migrate<users>({helios::rename_column<users, "nick", "full_name">()}).apply();
}
