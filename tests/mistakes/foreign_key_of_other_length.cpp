// wants: a foreign key has as many columns as it references
// names: user_id
#include "shop.hpp"

void foreign_key_of_other_length() {
  using helios::columns;
  helios::table<"t", order,
                helios::foreign_key<columns<"id", "user_id">, users, columns<"id">>>::row r;
}
