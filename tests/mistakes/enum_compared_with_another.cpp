// wants: values of these types cannot be compared
#include "shop.hpp"

enum class colour { red, green };
enum class shade { dark, light };
struct thing {
  int id;
  colour of;
};
using things = helios::table<"things", thing>;

void enum_compared_with_another() { auto q = db().from<things>().where("of"_c == shade::dark); }
