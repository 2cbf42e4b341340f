// wants: nearest\(\) orders the rows: nothing else does
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;

void nearest_ordered_again() {
  auto q = db().from<documents>().nearest("e"_c, helios::vec{1, 2, 3}, 5).order_by("id"_c);
}
