// wants: these vectors have different numbers of dimensions
#include "shop.hpp"

struct document {
  int id;
  std::optional<helios::vec<3>> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;

void distance_of_other_dimensions() {
  auto q = db().from<documents>().where(l1_distance("e"_c, helios::vec<4>{}) < 1.0);
}
