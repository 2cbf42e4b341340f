// wants: a member of the struct is of another type than its value
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;
struct short_one {
  helios::vec<2> e;
};

void vector_into_shorter_member() { auto q = db().from<documents>().into<short_one>("e"_c); }
