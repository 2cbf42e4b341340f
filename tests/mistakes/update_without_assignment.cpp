// wants: update\(\) takes at least one assignment
#include "shop.hpp"

void update_without_assignment() { auto n = db().update<users>().all(); }
