// wants: values of these types cannot be compared
#include "shop.hpp"

void coalesce_of_text_and_number() {
  auto q = db().from<users>().select(coalesce("age"_c, "none"));
}
