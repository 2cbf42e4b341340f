// wants: a column that is neither in group_by\(\) nor in an aggregate
// names: name
#include "shop.hpp"

void ungrouped_column() {
  auto q = db().from<users>().group_by("age"_c).select("name"_c, helios::count());
}
