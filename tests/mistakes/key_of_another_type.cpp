// wants: values of these types cannot be compared
#include "shop.hpp"

void key_of_another_type() { auto u = db().get<users>("one"); }
