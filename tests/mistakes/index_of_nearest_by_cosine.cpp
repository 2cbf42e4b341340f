// wants: hnsw<> is to come: until then nearest\(\) looks at all rows
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">,
                                helios::hnsw<"e", helios::metric::cosine>>;

void index_of_nearest_by_cosine() { db().create<documents>(); }
