// wants: values of these types cannot be compared
#include "shop.hpp"

struct thing {
  int id;
  std::vector<std::string> tags;
};
using things = helios::table<"things", thing>;

void array_compared_with_element() { auto q = db().from<things>().where("tags"_c == "new"); }
