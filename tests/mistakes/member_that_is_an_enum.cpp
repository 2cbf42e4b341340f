// wants: this enum has no names in -128 .. 127
// names: colour
#include "shop.hpp"

enum class colour { red = 1000, green };
struct thing {
  int id;
  colour of;
};

void member_that_is_an_enum() { helios::table<"things", thing>::row r; }
