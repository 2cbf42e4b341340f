// wants: a member of the struct is of another type than its value
// names: pair_of_texts
#include "shop.hpp"

void into_member_of_another_type() {
  auto q = db().from<users>().into<pair_of_texts>("name"_c, "active"_c);
}
