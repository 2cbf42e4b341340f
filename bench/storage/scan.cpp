// The sum of one column over a whole table: by leaf spans, by cursor, and after random updates.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/lmdb_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/span_sum.hpp>

#include <stdexcept>

namespace helios::bench {

namespace {

std::int64_t by_spans(storage::tree const& rows) {
  std::int64_t sum = 0;
  storage::cursor leaves(rows);
  while (leaves.next_leaf()) sum += span_sum(leaves.leaf(), 0, leaves.ahead());
  return sum;
}

std::int64_t by_cursor(storage::tree const& rows) {
  std::int64_t sum = 0;
  storage::cursor c(rows);
  while (c.next()) sum += c.row().at(0).as<std::int64_t>();
  return sum;
}

}  // namespace

void scan(settings const& s, figures& out) {
  std::string const helios_path = s.fresh("scan.helios");
  std::string const lmdb_path = s.fresh("scan.lmdb");
  helios_store(helios_path, commits::unsynced).load(s.rows);
  lmdb_store(lmdb_path, commits::unsynced).load(s.rows);
  {
    helios_store ours(helios_path, commits::unsynced);
    lmdb_store lmdb(lmdb_path, commits::unsynced);
    std::vector<row> content;
    for (std::uint64_t i = 0; i != s.rows; ++i) content.push_back(row_at(i));

    auto const run = [&](auto const& sum_of) {
      std::int64_t expected = 0;
      for (row const& r : content) expected += r.number;
      return [&s, &sum_of, expected](int) {
        double const taken = seconds([&] {
          std::int64_t const sum = sum_of();
          if (sum != expected) throw std::runtime_error("scan: the sum is wrong");
          consume(sum);
        });
        return taken * 1e9 / static_cast<double>(s.rows);
      };
    };
    auto const all = [&](std::string const& suffix, std::optional<double> required) {
      history::version_ptr const state = ours.engine()->head(history::main_branch);
      storage::tree const rows = ours.open(state);
      auto const spans = [&] { return by_spans(rows); };
      auto const cursor = [&] { return by_cursor(rows); };
      auto const lmdbs = [&] { return lmdb.sum_all(); };
      compare(s, out, {.name = "scan by spans" + suffix, .unit = "ns/row"},
              {{"helios", run(spans)}, {"LMDB", run(lmdbs), required}}, warm_up::yes);
      compare(s, out, {.name = "scan by cursor" + suffix, .unit = "ns/row"},
              {{"helios", run(cursor)}, {"LMDB", run(lmdbs)}}, warm_up::yes);
    };
    all("", 10);
    for (std::uint64_t const i : random_places(s.rows / 10, s.rows, 2)) {
      ours.update(i, 1);
      lmdb.update(i, 1);
      content[i] = row_at(i, 1);
    }
    all(", a tenth updated", {});
  }
}

}  // namespace helios::bench
