// wants: SQL has no arrays yet
// names: tags
#include "shop.hpp"

struct thing {
  int id;
  std::vector<std::string> tags;
};

void member_that_is_an_array() { helios::table<"things", thing>::row r; }
