// wants: update\(\) takes at least one assignment
// names: 
#include "shop.hpp"

void update_without_assignment() { auto n = db().update<users>().all(); }
