// wants: values of these types cannot be compared
#include "shop.hpp"

struct note {
  int id;
  helios::json body;
};
using notes = helios::table<"notes", note>;

void json_compared_with_number() { auto q = db().from<notes>().where("body"_c == 1); }
