// wants: parameters in this, which only query.prepare\(\) takes
#include "shop.hpp"

void parameter_in_predicate() { helios::predicate<users> f("age"_c > helios::parameter<1, int>); }
