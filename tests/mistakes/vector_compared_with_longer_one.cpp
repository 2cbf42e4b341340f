// wants: values of these types cannot be compared
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;

void vector_compared_with_longer_one() {
  auto q = db().from<documents>().where("e"_c == helios::vec<4>{});
}
