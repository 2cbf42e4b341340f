// wants: SQL does not cast a value of this type to that one
#include "shop.hpp"

void cast_that_sql_has_not() {
  auto q = db().from<users>().select(helios::cast<std::chrono::sys_days>("age"_c));
}
