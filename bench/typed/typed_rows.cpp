// Half of a table's rows as structs, by a condition: a loop over the query, over SQLite's rows.
#include <bench/typed/cases.hpp>

#include <bench/support/rounds.hpp>
#include <bench/typed/sqlite_things.hpp>

#include <algorithm>
#include <stdexcept>

namespace helios::bench {

void typed_rows(settings const& s, figures& out) {
  using namespace helios::literals;
  stored_things stored(s, "rows");
  std::vector<thing> const& all = stored.all;
  database& ours = stored.ours;
  sqlite_table& theirs = stored.theirs;

  std::vector<std::int64_t> numbers;
  for (thing const& t : all) numbers.push_back(t.number);
  auto const middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  std::int64_t const above = *middle;
  std::uint64_t expected = 0, rows = 0;
  for (thing const& t : all) {
    if (t.number <= above) continue;
    expected += static_cast<std::uint64_t>(t.number) + t.text.size();
    ++rows;
  }
  auto const walks = [&](auto const& walk) {
    return [&, walk](int) {
      std::uint64_t sum = 0;
      double const taken = seconds([&] {
        walk([&](thing const& t) { sum += static_cast<std::uint64_t>(t.number) + t.text.size(); });
      });
      if (sum != expected) throw std::runtime_error("typed_rows: a row was read wrong");
      return taken * 1e9 / static_cast<double>(rows);
    };
  };
  contestant const typed{"helios", walks([&](auto const& visit) {
                           for (thing const& t : ours.from<things>().where("number"_c > above))
                             visit(t);
                         })};
  contestant const sqlite{"SQLite",
                          walks([&](auto const& visit) { theirs.each_above(above, visit); })};
  compare(s, out, {.name = "typed rows where, as structs", .unit = "ns"}, {typed, sqlite},
          warm_up::yes);
}

}  // namespace helios::bench
