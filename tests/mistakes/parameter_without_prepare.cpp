// wants: parameters in this, which only query.prepare\(\) takes
#include "shop.hpp"

void parameter_without_prepare() {
  for (user const& u : db().from<users>().where("age"_c > helios::parameter<1, int>))
    static_cast<void>(u);
}
