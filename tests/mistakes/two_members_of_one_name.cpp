// wants: two members of the rows stand for columns of one name
// names: colliding
#include "shop.hpp"

struct inner {
  int b;
};
struct colliding {
  inner a;
  int a_b;
};

void two_members_of_one_name() { helios::table<"t", colliding>::row r; }
