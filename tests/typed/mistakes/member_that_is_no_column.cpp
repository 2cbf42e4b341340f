// wants: a member of this type is no column
// names: tags
#include "shop.hpp"

struct bad { int id; std::vector<int> tags; };

void member_that_is_no_column() { auto s = helios::typed::schema_of<helios::table<"t", bad>>(); }
