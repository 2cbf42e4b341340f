// wants: values of these types cannot be compared
#include "shop.hpp"

void subquery_of_another_type() {
  auto q = db().from<users>().where("name"_c.in(db().from<orders>().select("user_id"_c)));
}
