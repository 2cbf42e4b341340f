// wants: a parameter has two types
#include "shop.hpp"

void parameter_of_two_types() {
  auto q = db().from<users>()
               .where("age"_c > helios::parameter<1, int> &&
                      "name"_c == helios::parameter<1, std::string>)
               .prepare();
}
