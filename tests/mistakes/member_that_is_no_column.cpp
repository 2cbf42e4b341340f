// wants: a member of this type is no column
// names: tags
#include "shop.hpp"

struct bad {
  int id;
  void* tags;
};

void member_that_is_no_column() { helios::table<"t", bad>::row r; }
