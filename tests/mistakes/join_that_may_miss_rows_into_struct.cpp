// wants: this may be NULL, and the struct's member is no std::optional
// names: sale
#include "shop.hpp"

struct sale {
  std::string buyer;
  std::int64_t number;
};

void join_that_may_miss_rows_into_struct() {
  auto q = db()
               .from<users>()
               .right_join<orders>("users.id"_c == "user_id"_c)
               .into<sale>("name"_c, "orders.id"_c);
}
