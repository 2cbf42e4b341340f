// examples/typed_shop.cpp -- a small shop whose tables are plain structs: no SQL text, and what is
// misspelt does not compile.
#include <helios/helios.hpp>

#include <cstdio>

using namespace helios::literals;

// [tables]
struct customer {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
};
struct purchase {
  std::int64_t id, customer_id;
  std::string what;
  double price;
};
using customers = helios::table<"customers", customer, helios::primary_key<"id">,
                                helios::unique<"name">, helios::check<"age >= 18">>;
using purchases = helios::table<"purchases", purchase, helios::primary_key<"id">,
                                helios::references<"customer_id", customers, "id">,
                                helios::indexed<"customer_id">>;
// [/tables]

int main() {
  // [use]
  helios::database db = helios::open(":memory:");
  db.create<customers, purchases>();
  db.insert<customers>({{1, "Ada", 36}, {2, "Bob", std::nullopt}, {3, "Cyd", 54}});
  db.insert<purchases>({{1, 1, "lamp", 40}, {2, 1, "desk", 310}, {3, 3, "lamp", 40}});

  for (customer const& c :
       db.from<customers>().where("age"_c > 30 && "name"_c.like("%d%")).order_by("name"_c.desc()))
    std::printf("%s is %d\n", c.name.c_str(), c.age.value_or(0));

  db.update<purchases>("price"_c = "price"_c * 0.9).where("what"_c == "lamp");
  auto const lamps = db.from<purchases>().where("what"_c == "lamp");
  for (auto const& [id, price] : lamps.select("id"_c, "price"_c))
    std::printf("purchase %lld: %.2f\n", static_cast<long long>(id), price);
  // [/use]

  // A row whose key is there is updated; what a change did comes back as values.
  db.upsert<customers>({{2, "Bob", 41}, {4, "Dee", 19}});
  for (auto const& [id, what] :
       db.remove<purchases>().returning("id"_c, "what"_c).where("customer_id"_c == 3))
    std::printf("purchase %lld of a %s is gone\n", static_cast<long long>(id), what.c_str());

  // [clauses]
  auto const spent_by = helios::scalar(db.from<purchases>()
                                           .within<customers>()
                                           .where("customer_id"_c == "customers.id"_c)
                                           .select(sum("price"_c)));
  auto const group = helios::case_("age"_c < 30, "young").when("age"_c.is_null(), "?").else_("old");
  for (auto const& [name, years, sum] : db.from<customers>().order_by("name"_c).select(
           upper("name"_c), group, helios::coalesce(spent_by, 0.0)))
    std::printf("%s (%s) spent %.2f\n", name.c_str(), years.c_str(), sum);

  auto dearer = db.from<purchases>().where("price"_c > helios::parameter<1, double>).prepare();
  for (purchase const& p : dearer(100)) std::printf("%s costs a lot\n", p.what.c_str());
  // [/clauses]

  // What a branch did, row by row.
  helios::database trial = db.create_branch("trial");
  trial.update<customers>("age"_c = "age"_c + 1).where("name"_c == "Ada");
  for (auto const& [before, after] : trial.diff<customers>(db))
    std::printf("%s would be %d\n", after->name.c_str(), after->age.value_or(0));

  // The same tables, in SQL.
  auto const spent = db.query_value<double>(
      "SELECT sum(price) FROM purchases JOIN customers ON customer_id = customers.id"
      " WHERE name = $1",
      "Ada");
  std::printf("Ada spent %.2f\n", spent);
}
