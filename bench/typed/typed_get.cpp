// One row by its key, as a struct: get(), helios' own prepared SELECT, SQLite's.
#include <bench/typed/cases.hpp>

#include <bench/support/rounds.hpp>
#include <bench/typed/sqlite_things.hpp>

#include <stdexcept>

namespace helios::bench {

void typed_get(settings const& s, figures& out) {
  stored_things stored(s, "get");
  std::vector<thing> const& all = stored.all;
  database& ours = stored.ours;
  sqlite_table& theirs = stored.theirs;
  statement sql = ours.prepare("SELECT k, number, real, text FROM things WHERE k = ?");

  auto const places = random_places(std::min<std::uint64_t>(s.rows, 100'000), s.rows, 21);
  std::int64_t expected = 0;
  for (std::uint64_t const i : places) expected += all[i].number + all[i].text[0];
  auto const gets = [&](auto const& get) {
    return [&places, expected, get](int) {
      double const taken = seconds([&] {
        std::int64_t sum = 0;
        for (std::uint64_t const i : places) {
          std::optional<thing> const found = get(key_at(i));
          sum += found->number + found->text[0];
        }
        if (sum != expected) throw std::runtime_error("typed_get: a row was read wrong");
        consume(sum);
      });
      return taken * 1e9 / static_cast<double>(places.size());
    };
  };
  compare(s, out, {.name = "typed get", .unit = "ns"},
          {{"helios", gets([&](std::int64_t k) { return ours.get<things>(k); })},
           {"SQL prepared", gets([&](std::int64_t k) { return sql.query_one<thing>(k); }), 1.5},
           {"SQLite prepared", gets([&](std::int64_t k) { return theirs.get(k); }), 5}},
          warm_up::yes);
}

}  // namespace helios::bench
