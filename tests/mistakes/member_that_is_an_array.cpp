// wants: SQL has arrays of one dimension
// names: grid
#include "shop.hpp"

struct thing {
  int id;
  std::vector<std::vector<int>> grid;
};

void member_that_is_an_array() { helios::table<"things", thing>::row r; }
