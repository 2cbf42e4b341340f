// The sum of one column where another is above a number: a typed query, the same in SQL, a loop
// over two arrays, DuckDB on one thread.
#include <bench/typed/cases.hpp>

#include <bench/support/rounds.hpp>
#include <bench/typed/duckdb_child.hpp>

#include <helios/helios.hpp>

#include <cmath>
#include <stdexcept>

namespace helios::bench {

namespace {

using namespace helios::literals;

struct measure {
  std::int64_t id, a, b;
  double x;
};
using measures = helios::table<"measures", measure, helios::primary_key<"id">>;

/// Scattered numbers below a million, which SQL makes just so.
[[nodiscard]] constexpr std::int64_t scattered(std::int64_t i) noexcept {
  return i * 2654435761 % 4294967296 % 1000000;
}
constexpr char const* duckdb_table =
    "CREATE TABLE measures AS SELECT i AS id, a, b, b / 8 AS x FROM (SELECT i, "
    "i * 2654435761 % 4294967296 % 1000000 AS a, "
    "(i + 7) * 2654435761 % 4294967296 % 1000000 AS b FROM range({rows}) r(i))";

template <class T>
struct two_columns {
  std::vector<std::int64_t> a;
  std::vector<T> b;
};

template <class T>
[[nodiscard]] __attribute__((noinline)) T sum_where(two_columns<T> const& of,
                                                    std::int64_t above) noexcept {
  T sum = 0;
  for (std::size_t i = 0; i != of.a.size(); ++i) sum += of.a[i] > above ? of.b[i] : 0;
  return sum;
}

void check(double found, double expected) {
  if (std::abs(found - expected) > 1e-6 * std::abs(expected))
    throw std::runtime_error("typed_sum: a wrong answer");
}

}  // namespace

void typed_sum(settings const& s, figures& out) {
  auto const rows = static_cast<std::int64_t>(10 * s.rows);
  constexpr std::int64_t above = 500'000;
  two_columns<std::int64_t> whole;
  two_columns<double> real;
  database db = open(s.fresh("sum.helios"), {.durability = durability::off});
  db.create<measures>();
  {
    appender to = db.appender("measures");
    for (std::int64_t i = 0; i != rows; ++i) {
      std::int64_t const a = scattered(i), b = scattered(i + 7);
      to.row(i, a, b, static_cast<double>(b) / 8);
      whole.a.push_back(a);
      whole.b.push_back(b);
      real.a.push_back(a);
      real.b.push_back(static_cast<double>(b) / 8);
    }
    to.close();
  }
  duckdb_child duckdb(duckdb_table, rows);

  auto const measured = [&](char const* column, auto const& typed, auto const& loop) {
    double const expected = loop();
    auto const timed = [expected](auto const& ask) {
      return [expected, ask](int) {
        double found = 0;
        double const taken = seconds([&] { found = ask(); });
        check(found, expected);
        return taken * 1e3;
      };
    };
    std::string const text =
        std::string("SELECT sum(") + column + ") FROM measures WHERE a > 500000";
    statement sql = db.prepare(text);
    std::vector<contestant> all{{"helios", timed(typed)},
                                {"loop over arrays", timed(loop), 1 / 1.3},
                                {"SQL", timed([&] { return sql.query_value<double>(); }), 1}};
    if (duckdb.is_there()) {
      auto const ask = [&](int) { return duckdb.milliseconds(text, expected); };
      all.push_back({"DuckDB", ask, 1, false});
    }
    compare(s, out, {.name = "typed sum(" + std::string(column) + ") where", .unit = "ms"}, all,
            warm_up::yes);
  };
  auto const q = db.from<measures>().where("a"_c > above);
  measured(
      "b", [&] { return static_cast<double>(types::to_int64(*q.sum("b"_c))); },
      [&] { return static_cast<double>(sum_where(whole, above)); });
  measured(
      "x", [&] { return *q.sum("x"_c); }, [&] { return sum_where(real, above); });
}

}  // namespace helios::bench
