// wants: the numbers of a query's parameters have a gap
#include "shop.hpp"

void parameters_with_a_gap() {
  auto q = db().from<users>().where("age"_c > helios::parameter<2, int>).prepare();
}
