// Short transactions at both levels: the price of noting what was read, and of comparing it.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_session.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/rows.hpp>

namespace helios::bench {

namespace {

/// A store where every transaction reads four rows and a range, and writes one; another session
/// commits to a row of its own after every BEGIN, so that there is something to compare.
class short_transactions {
 public:
  short_transactions(std::string const& path, std::uint64_t rows, char const* begin)
      : session_(filled(path, rows)),
        begin_(session_.db().prepare(begin)),
        commit_(session_.db().prepare("COMMIT")),
        get_(session_.db().prepare("SELECT n FROM t WHERE id = $1")),
        range_(session_.db().prepare("SELECT sum(n) FROM t WHERE id BETWEEN $1 AND $1 + 9")),
        set_(session_.db().prepare("UPDATE t SET n = n + 1 WHERE id = $1")),
        other_(session_.db().connect()),
        elsewhere_(other_.prepare("UPDATE t SET n = n + 1 WHERE id = -1")) {}

  /// Thousands per second.
  double run(std::vector<std::uint64_t> const& places, bool others) {
    double const taken = seconds([&] {
      for (std::size_t i = 0; i + 6 <= places.size(); i += 6) {
        begin_.execute();
        if (others) elsewhere_.execute();
        for (std::size_t k = 0; k != 4; ++k) touch(get_, places[i + k]);
        touch(range_, places[i + 4]);
        set_.execute(static_cast<std::int64_t>(places[i + 5]));
        commit_.execute();
      }
    });
    return static_cast<double>(places.size() / 6) / taken / 1e3;
  }

 private:
  static helios_session filled(std::string const& path, std::uint64_t rows) {
    helios_session made(path, commits::unsynced);
    made.run("CREATE TABLE t (id bigint PRIMARY KEY, n bigint)");
    made.run("INSERT INTO t SELECT i, 0 FROM generate_series(-1, " + std::to_string(rows - 1) +
             ") AS s(i)");
    return made;
  }
  static void touch(helios::statement& s, std::uint64_t key) {
    for (helios::row const& r : s.query(static_cast<std::int64_t>(key))) static_cast<void>(r);
  }

  helios_session session_;
  helios::statement begin_, commit_, get_, range_, set_;
  database other_;
  helios::statement elsewhere_;
};

}  // namespace

void serializable(settings const& s, figures& out) {
  short_transactions checked(s.fresh("serializable.helios"), s.rows,
                             "BEGIN ISOLATION LEVEL SERIALIZABLE");
  short_transactions snapshot(s.fresh("snapshot.helios"), s.rows,
                              "BEGIN ISOLATION LEVEL REPEATABLE READ");
  for (bool const others : {false, true}) {
    auto const run = [&](short_transactions& store) {
      return [&s, &store, others](int round) {
        return store.run(random_places(30'000, s.rows, static_cast<std::uint64_t>(round) + 40),
                         others);
      };
    };
    compare(
        s, out,
        {.name = others ? "SERIALIZABLE transactions, others commit" : "SERIALIZABLE transactions",
         .unit = "k/s",
         .more_is_better = true},
        {{"SERIALIZABLE", run(checked)}, {"REPEATABLE READ", run(snapshot)}}, warm_up::yes);
  }
}

}  // namespace helios::bench
