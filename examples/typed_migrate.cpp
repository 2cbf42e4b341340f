// examples/typed_migrate.cpp -- a program's tables change from one version to the next, and the
// database with them.
#include <helios/helios.hpp>

#include <cstdio>

using namespace helios::literals;

namespace last_year {

struct member {
  std::int64_t id;
  std::string nick;
  int visits;
  std::optional<std::string> fax;
};
using members = helios::table<"members", member, helios::primary_key<"id">>;

}  // namespace last_year

// [tables]
struct member {
  std::int64_t id;
  std::string name;
  std::int64_t visits;
  bool active;
};
using members = helios::table<"members", member, helios::primary_key<"id">, helios::unique<"name">,
                              helios::default_<"active", "true">>;
// [/tables]

int main() {
  helios::database db = helios::open(":memory:");
  db.create<last_year::members>();
  db.insert<last_year::members>({{1, "Ada", 12, {}}, {2, "Bob", 3, "555-1234"}});

  // [migrate]
  helios::migration m = db.migrate<members>({helios::rename_column<members, "nick", "name">()});
  std::printf("%s\n", m.text().c_str());
  try {
    m.apply();
  } catch (helios::error const& e) {  // what would be lost has to be named
    std::printf("%s\n%s\n\n", e.what(), e.hint().c_str());
  }

  db.migrate<members>(
        {helios::rename_column<members, "nick", "name">(), helios::drop_column<members, "fax">()})
      .apply();
  // [/migrate]

  for (member const& one : db.from<members>().order_by("id"_c))
    std::printf("%s: %lld visits\n", one.name.c_str(), static_cast<long long>(one.visits));
  std::printf("nothing left to do: %s\n", db.migrate<members>().empty() ? "yes" : "no");
}
