// wants: no unique<...> of this table has the columns of this upsert
// names: name
#include "shop.hpp"

void upsert_by_column_that_is_no_key() {
  auto n = db().upsert<users, "name">().rows(std::vector<user>());
}
