// Queries in SQL text, prepared, over one table and its twin: each engine answers from memory.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_session.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/rows.hpp>
#include <bench/support/sqlite_session.hpp>

#include <stdexcept>

namespace helios::bench {

namespace {

constexpr char const* table =
    "CREATE TABLE t (k BIGINT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, text TEXT)";
// SQLite keeps rows under their key only where the type is INTEGER.
constexpr char const* sqlite_table =
    "CREATE TABLE t (k INTEGER PRIMARY KEY, number INTEGER, real REAL, text TEXT)";
constexpr char const* insert = "INSERT INTO t (k, number, real, text) VALUES (?, ?, ?, ?)";

template <class Session>
void fill(Session& into, std::uint64_t rows) {
  into.run("BEGIN");
  typename Session::statement add(into, insert);
  for (std::uint64_t i = 0; i != rows; ++i) {
    row const r = row_at(i);
    add.run(key_at(i), r.number, r.real, std::string_view(r.text.data(), r.text.size()));
  }
  into.run("COMMIT");
}

struct question {
  char const* name;
  char const* sql;
  double required;
};
constexpr question questions[] = {
    {"SQL sum(v)", "SELECT sum(number) FROM t", 20},
    {"SQL filtered count", "SELECT count(*) FROM t WHERE number < 250000 AND real > 1000", 15},
    {"SQL GROUP BY int", "SELECT number % 1000, count(*), sum(k) FROM t GROUP BY number % 1000",
     25},
    {"SQL ORDER BY LIMIT 10", "SELECT k, number FROM t ORDER BY number, k LIMIT 10", 10},
    {"SQL hash join",
     "SELECT count(*), sum(b.number) FROM t a JOIN t2 b ON a.number = b.k WHERE b.number >= 0", 4},
};

}  // namespace

void sql_inserts(settings const& s, figures& out) {
  settings few = s;
  few.rounds = std::min(s.rounds, 3);
  auto const load = [&]<class Session>(std::type_identity<Session>, char const* create,
                                       std::string const& file) {
    return contestant{Session::name, [&s, create, file](int) {
                        Session into(s.fresh(file), commits::durable);
                        into.run(create);
                        double const taken = seconds([&] { fill(into, s.rows); });
                        return static_cast<double>(s.rows) / taken / 1e6;
                      }};
  };
  auto const sqlite = load(std::type_identity<sqlite_session>{}, sqlite_table, "rows.sqlite");
  compare(few, out,
          {.name = "SQL bulk INSERT, one transaction",
           .unit = "M rows/s",
           .required = 2,
           .more_is_better = true},
          {load(std::type_identity<helios_session>{}, table, "rows.helios"), sqlite}, warm_up::no);
  contestant const appender{"helios", [&s](int) {
                              helios_session into(s.fresh("rows.helios"), commits::durable);
                              into.run(table);
                              double const taken = seconds([&] {
                                auto app = into.db().appender("t", {"k", "number", "real", "text"});
                                for (std::uint64_t i = 0; i != s.rows; ++i) {
                                  row const r = row_at(i);
                                  app.row(key_at(i), r.number, r.real,
                                          std::string_view(r.text.data(), r.text.size()));
                                }
                                app.close();
                              });
                              return static_cast<double>(s.rows) / taken / 1e6;
                            }};
  compare(few, out, {.name = "appender", .unit = "M rows/s", .required = 8, .more_is_better = true},
          {appender, sqlite}, warm_up::no);
}

void sql_queries(settings const& s, figures& out) {
  helios_session ours(s.fresh("queries.helios"), commits::unsynced);
  sqlite_session theirs(s.fresh("queries.sqlite"), commits::unsynced);
  ours.run(table);
  theirs.run(sqlite_table);
  fill(ours, s.rows);
  fill(theirs, s.rows);
  // The values of t.number are below a million: t2 has a row for each.
  for (char const* const sql :
       {"CREATE TABLE t2 (k INTEGER PRIMARY KEY, number INTEGER)",
        "INSERT INTO t2 WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
        "999999) SELECT i, i % 97 FROM n"}) {
    ours.run(sql);
    theirs.run(sql);
  }
  for (question const& q : questions) {
    helios_session::statement a(ours, q.sql);
    sqlite_session::statement b(theirs, q.sql);
    std::int64_t const expected = b.run();
    auto const run = [&](auto& statement) {
      return [&statement, expected](int) {
        return 1e3 * seconds([&] {
                 std::int64_t const sum = statement.run();
                 if (sum != expected) throw std::runtime_error("sql_queries: a wrong answer");
                 consume(sum);
               });
      };
    };
    compare(s, out, {.name = q.name, .unit = "ms", .required = q.required},
            {{"helios", run(a)}, {"SQLite", run(b)}}, warm_up::yes);
  }

  helios_session::statement get(ours, "SELECT number FROM t WHERE k = ?");
  sqlite_session::statement peer_get(theirs, "SELECT number FROM t WHERE k = ?");
  auto const places = random_places(std::min<std::uint64_t>(s.rows, 100'000), s.rows, 11);
  auto const gets = [&](auto& statement) {
    return [&](int) {
      double const taken = seconds([&] {
        std::int64_t sum = 0;
        for (std::uint64_t const i : places) sum += statement.run(key_at(i));
        consume(sum);
      });
      return taken * 1e9 / static_cast<double>(places.size());
    };
  };
  compare(s, out, {.name = "SQL prepared PK SELECT", .unit = "ns", .required = 4},
          {{"helios", gets(get)}, {"SQLite", gets(peer_get)}}, warm_up::yes);

  helios_session::statement update(ours, "UPDATE t SET number = ? WHERE k = ?");
  sqlite_session::statement peer_update(theirs, "UPDATE t SET number = ? WHERE k = ?");
  auto const updates = [&](auto& statement) {
    return [&](int round) {
      double const taken = seconds([&] {
        for (std::uint64_t const i : places)
          statement.run(static_cast<std::int64_t>(i + static_cast<std::uint64_t>(round + 1)),
                        key_at(i));
      });
      return static_cast<double>(places.size()) / taken / 1e3;
    };
  };
  compare(s, out,
          {.name = "SQL one-row commits, unsynced",
           .unit = "k/s",
           .required = 3,
           .more_is_better = true},
          {{"helios", updates(update)}, {"SQLite", updates(peer_update)}}, warm_up::no);
}

}  // namespace helios::bench
