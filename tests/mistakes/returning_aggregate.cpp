// wants: single rows have no aggregates
#include "shop.hpp"

void returning_aggregate() { auto n = db().remove<users>().returning(count("id"_c)).all(); }
