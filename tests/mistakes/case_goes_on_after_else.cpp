// wants: else_\(\) is the last of a case_\(\)
#include "shop.hpp"

void case_goes_on_after_else() {
  auto q = db().from<users>().select(case_("active"_c, 1).else_(2).when("age"_c > 3, 4));
}
