// wants: parameters in this, which only query.prepare\(\) takes
#include "shop.hpp"

void parameter_in_assignment() {
  auto n = db().update<users>("age"_c = helios::parameter<1, int>).all();
}
