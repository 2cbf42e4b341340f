// wants: this type is no SQL value
#include "shop.hpp"

using pair_of_ints = std::array<int, 2>;

void parameter_of_no_sql_type() { auto q = db().from<users>().where("id"_c == pair_of_ints()); }
