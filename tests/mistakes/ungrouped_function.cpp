// wants: a column that is neither in group_by\(\) nor in an aggregate
// names: name
#include "shop.hpp"

void ungrouped_function() {
  auto q = db().from<users>().group_by(lower("name"_c)).select(upper("name"_c));
}
