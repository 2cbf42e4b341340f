// wants: a subquery is within a table that the query around it does not read
// names: users
#include "shop.hpp"

void subquery_within_table_not_read() {
  auto q =
      db().from<orders>().where(exists(db().from<helios::alias<"o", orders>>().within<users>()));
}
