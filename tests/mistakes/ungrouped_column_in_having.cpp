// wants: a column that is neither in group_by\(\) nor in an aggregate
// names: id
#include "shop.hpp"

void ungrouped_column_in_having() {
  auto q = db().from<users>().group_by("age"_c).having("id"_c > 1);
}
