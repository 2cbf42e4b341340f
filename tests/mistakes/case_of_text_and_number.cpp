// wants: values of these types cannot be compared
#include "shop.hpp"

void case_of_text_and_number() {
  auto q = db().from<users>().select(case_("active"_c, "yes").else_(0));
}
