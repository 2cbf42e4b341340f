// wants: say what a row is
#include "shop.hpp"

void join_walked_without_select() {
  for (auto const& r : db().from<users>().join<orders>("users.id"_c == "user_id"_c)) (void)r;
}
