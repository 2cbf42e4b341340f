// wants: no table of this query has a column of this name
// names: users.id
#include "shop.hpp"

void column_of_surrounding_query() {
  auto q = db().from<users>().where(exists(db().from<orders>().where("user_id"_c == "users.id"_c)));
}
