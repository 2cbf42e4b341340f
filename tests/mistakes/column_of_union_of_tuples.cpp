// wants: no table of this query has a column of this name
// names: id
#include "shop.hpp"

void column_of_union_of_tuples() {
  auto q = db().from<users>().select("id"_c);
  auto r = q.union_(q).order_by("id"_c);
}
