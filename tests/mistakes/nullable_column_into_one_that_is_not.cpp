// wants: column's member is no std::optional
// names: id
#include "shop.hpp"

void nullable_column_into_one_that_is_not() {
  auto n = db().update<users>("id"_c = "age"_c + 1).all();
}
