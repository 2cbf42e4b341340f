// wants: a subquery that stands for a value selects one
#include "shop.hpp"

void scalar_of_two_columns() {
  auto q =
      db().from<users>().where("id"_c == scalar(db().from<orders>().select("id"_c, "user_id"_c)));
}
