// wants: upsert\(\) needs a primary_key
#include "shop.hpp"

void upsert_without_key() {
  using notes = helios::table<"notes", pair_of_texts>;
  auto n = db().upsert<notes>({{"a", "b"}});
}
