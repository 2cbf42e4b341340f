// wants: this is within another query
#include "shop.hpp"

void subquery_walked_alone() {
  for (order const& o : db().from<orders>().within<users>()) static_cast<void>(o);
}
