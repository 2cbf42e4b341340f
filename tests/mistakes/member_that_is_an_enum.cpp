// wants: SQL has no enumerations yet
// names: colour
#include "shop.hpp"

enum class colour { red, green };
struct thing {
  int id;
  colour of;
};

void member_that_is_an_enum() { helios::table<"things", thing>::row r; }
