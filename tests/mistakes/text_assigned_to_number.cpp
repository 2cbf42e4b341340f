// wants: values of these types cannot be compared
// names: age
#include "shop.hpp"

void text_assigned_to_number() { auto n = db().update<users>("age"_c = "old").all(); }
