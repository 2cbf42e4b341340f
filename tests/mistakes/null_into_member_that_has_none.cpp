// wants: column's member is no std::optional
// names: name
#include "shop.hpp"

void null_into_member_that_has_none() {
  auto n = db().update<users>("name"_c = std::optional<std::string>()).all();
}
