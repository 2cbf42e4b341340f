// wants: this type is no SQL value
#include "shop.hpp"

void parameter_of_no_sql_type() { auto q = db().from<users>().where("id"_c == std::array<int, 2>()); }
