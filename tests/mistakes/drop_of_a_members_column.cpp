// wants: the struct of this table has a member for this column
// names: age
#include "shop.hpp"

void drop_of_a_members_column() {
  db().migrate<users>({helios::drop_column<users, "age">()}).apply();
}
