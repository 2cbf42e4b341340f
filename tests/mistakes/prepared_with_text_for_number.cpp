// wants: a parameter of this prepared query is of another type
#include "shop.hpp"

void prepared_with_text_for_number() {
  auto q = db().from<users>().where("age"_c > helios::parameter<1, int>).prepare();
  auto r = q("x");
}
