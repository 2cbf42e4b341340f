// wants: get\(\) needs a primary_key
#include "shop.hpp"

using keyless = helios::table<"keyless", order>;

void get_without_key() { auto o = db().get<keyless>(1); }
