// wants: single rows have no aggregates
#include "shop.hpp"

void returning_aggregate() { auto n = db().erase<users>().returning(count("id"_c)).all(); }
