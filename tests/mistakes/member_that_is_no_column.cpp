// wants: a member of this type is no column
// names: tags
#include "shop.hpp"

struct bad {
  int id;
  std::vector<int> tags;
};

void member_that_is_no_column() { helios::table<"t", bad>::row r; }
