// wants: a prepared query takes an argument for each of its parameters
#include "shop.hpp"

void prepared_without_argument() {
  auto q = db().from<users>().where("age"_c > helios::parameter<1, int>).prepare();
  auto r = q();
}
