// wants: nearest\(\) waits for columns of vectors
#include "shop.hpp"

void nearest_of_vectors() { auto q = db().from<users>().nearest("id"_c, 3, 5); }
