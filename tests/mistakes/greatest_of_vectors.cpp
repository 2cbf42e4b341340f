// wants: vectors have no least one and no greatest
#include "shop.hpp"

struct document {
  int id;
  helios::vec<3> e;
};
using documents = helios::table<"documents", document, helios::primary_key<"id">>;

void greatest_of_vectors() { auto e = db().from<documents>().max("e"_c); }
