// The names of helios beside those of C: a program that uses the whole namespace compiles.
#include <helios/helios.hpp>

#include <fcntl.h>
#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace helios;

namespace {

struct thing {
  std::int64_t id;
  std::string name;
  std::optional<std::int64_t> part_of;
  std::int64_t twice;
};
using things =
    table<"things", thing, primary_key<"id">, unique<"title">, indexed<"title", "id">,
          references<"part_of", self, "id">, foreign_key<columns<"part_of">, self, columns<"id">>,
          default_<"title", "'none'">, named<"positive", check<"id > 0">>,
          generated<"twice", "id * 2">, column<"name", "title">, column_type<"name", varchar<9>>>;

}  // namespace

TEST_CASE("the names of helios do not clash with those of C") {
  using namespace helios::literals;
  database db = open(":memory:");
  db.create<things>();
  db.insert<things>(thing{1, "one", {}, 0});
  CHECK(db.from<things>().where("title"_c == "one" && "twice"_c == 2).count() == 1);
  CHECK(::index("abc", 'c') != nullptr);
}
