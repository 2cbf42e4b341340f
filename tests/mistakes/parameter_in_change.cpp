// wants: parameters in this, which only query.prepare\(\) takes
#include "shop.hpp"

void parameter_in_change() {
  auto n = db().remove<users>().where("age"_c > helios::parameter<1, int>);
}
