// The nearest of 128 dimensions, exactly: helios by structs and by SQL, and a loop over an array.
#include <bench/typed/cases.hpp>

#include <bench/support/rounds.hpp>

#include <helios/helios.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>

namespace helios::bench {

namespace {

using embedding = vec<128>;
struct document {
  std::int64_t id;
  embedding e;
};
using documents = table<"documents", document, primary_key<"id">>;

constexpr std::size_t wanted = 10;

[[nodiscard]] embedding random_embedding(std::mt19937_64& random) {
  std::normal_distribution<float> number;
  embedding made;
  for (float& v : made) v = number(random);
  return made;
}

/// As a program without a database would: one sum, as -O2 leaves it, and the least ten kept.
[[nodiscard]] std::vector<std::int64_t> nearest_in(std::vector<document> const& all,
                                                   embedding const& to) {
  std::vector<std::pair<float, std::int64_t>> least;
  for (document const& d : all) {
    float squares = 0;
    for (std::size_t i = 0; i != to.size(); ++i) squares += (d.e[i] - to[i]) * (d.e[i] - to[i]);
    if (least.size() == wanted && squares >= least.front().first) continue;
    if (least.size() == wanted) {
      std::pop_heap(least.begin(), least.end());
      least.pop_back();
    }
    least.emplace_back(squares, d.id);
    std::push_heap(least.begin(), least.end());
  }
  std::sort_heap(least.begin(), least.end());
  std::vector<std::int64_t> ids;
  for (auto const& [squares, id] : least) ids.push_back(id);
  return ids;
}

}  // namespace

void typed_nearest(settings const& s, figures& out) {
  using namespace helios::literals;
  std::mt19937_64 random(7);
  std::vector<document> all(s.rows / 10);
  for (document& d : all) d = {&d - all.data(), random_embedding(random)};
  embedding const to = random_embedding(random);
  database db = open(":memory:");
  db.create<documents>();
  db.insert<documents>(all);
  statement by_sql = db.prepare("SELECT id FROM documents ORDER BY e <-> $1 LIMIT 10");

  std::vector<std::int64_t> const expected = nearest_in(all, to);
  auto const search = [&](auto const& ids_of) {
    return [&, ids_of](int) {
      std::vector<std::int64_t> ids;
      double const taken = seconds([&] { ids = ids_of(); });
      if (ids != expected) throw std::runtime_error("typed_nearest: others were found");
      return taken * 1e9 / static_cast<double>(all.size());
    };
  };
  contestant const typed{
      "helios", search([&] {
        std::vector<std::int64_t> ids;
        for (auto const& [d, distance] : db.from<documents>().nearest("e"_c, to, wanted))
          ids.push_back(d.id);
        return ids;
      })};
  contestant const sql{"own SQL", search([&] {
                         std::vector<std::int64_t> ids;
                         for (row const& r : by_sql.query(to))
                           ids.push_back(r.get<std::int64_t>(0));
                         return ids;
                       })};
  contestant const loop{"loop", search([&] { return nearest_in(all, to); })};
  compare(s, out, {.name = "nearest 10 of 128 dimensions", .unit = "ns"}, {typed, sql, loop},
          warm_up::yes);
}

}  // namespace helios::bench
