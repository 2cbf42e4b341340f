// wants: get\(\) takes a value for each column
#include "shop.hpp"

void key_of_too_many_values() { auto u = db().get<users>(1, 2); }
