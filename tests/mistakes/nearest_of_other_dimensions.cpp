// wants: these vectors have different numbers of dimensions
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;

void nearest_of_other_dimensions() {
  auto q = db().from<documents>().nearest("e"_c, helios::vec<2>{1, 2}, 5);
}
