// wants: values of these types cannot be compared
// names: name
#include "shop.hpp"

void parameter_compared_with_text() {
  auto q = db().from<users>().where("name"_c == helios::parameter<1, int>);
}
