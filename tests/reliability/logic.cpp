// Reliability 25: wrong answers, found without knowing the right ones. A random query has the same
// rows in every shape of the database, and as the sum of its parts.
//
// The reference is another test: tests/oracles/random.cpp asks PostgreSQL.
#include <tests/support/random_sql/answer.hpp>
#include <tests/support/random_sql/queries.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/slt/helios_engine.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace helios;
using namespace helios::test;
using namespace helios::test::random_sql;

namespace {

using random_sql::table;  // and no typed one

/// Tables and what is asked of them; the parts of `whole` are the rows of each table, then what is
/// asked, so that reduce() makes both smaller.
struct example {
  std::vector<table> tables;
  std::vector<std::string> indexes;
  fragment whole;

  example(std::vector<table> of, std::vector<std::string> with, fragment asked)
      : tables(std::move(of)), indexes(std::move(with)) {
    for (table const& t : tables) {
      whole.parts.emplace_back();
      whole.parts.back().parts = t.rows;
    }
    whole.parts.push_back(std::move(asked));
  }
  [[nodiscard]] fragment const& asked() const { return whole.parts.back(); }
  [[nodiscard]] std::vector<std::string> statements(bool keys, bool with_indexes,
                                                    bool reverse) const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i != tables.size(); ++i) {
      all.push_back(definition_of(tables[i], keys));
      std::string insert = insert_into(tables[i], whole.parts[i].parts, reverse);
      if (!insert.empty()) all.push_back(std::move(insert));
    }
    if (with_indexes) all.insert(all.end(), indexes.begin(), indexes.end());
    return all;
  }
};

/// A database with an example's tables.
struct shape {
  char const* name;
  helios_options options;
  bool keys = false, indexes = false, reverse = false;
  enum class state { usual, reopened, branch, past } how = state::usual;
};

std::vector<shape> shapes() {
  helios_options plain, slow, tiny, small;
  slow.session.optimizer = false;
  tiny.session.batch_rows = 2;
  small.engine = smallest_leaves();
  using enum shape::state;
  return {{"as written", slow, false, false, false, usual},
          {"optimised", plain, false, false, false, usual},
          {"with indexes", plain, true, true, false, usual},
          {"with indexes, not optimised, two rows a batch",
           [&] {
             helios_options both = tiny;
             both.session.optimizer = false;
             return both;
           }(),
           true, true, true, usual},
          {"two rows a batch, the other way round", tiny, false, true, true, usual},
          {"smallest leaves, reopened", small, true, true, false, reopened},
          {"on a branch", plain, false, true, false, branch},
          {"in the past", small, true, true, true, past}};
}

/// An engine of one shape with the tables in it.
class prepared_engine {
 public:
  prepared_engine(shape const& how, example const& of) : engine_(how.options) {
    for (std::string const& sql : of.statements(how.keys, how.indexes, how.reverse)) must(sql);
    switch (how.how) {
      case shape::state::usual: break;
      case shape::state::reopened:
        engine_.database().checkpoint();
        engine_.reopen();
        break;
      case shape::state::branch:
        must("CREATE BRANCH b");
        destroy(of);
        must("USE BRANCH b");
        break;
      case shape::state::past: {
        api::session_options then = how.options.session;
        then.as_of = engine_.session().newest();
        destroy(of);
        engine_.open_session("then", then);
        name_ = "then";
      }
    }
  }
  [[nodiscard]] answer asked(std::string const& sql,
                             std::span<types::value const> parameters = {}) {
    return ask(engine_.session(name_), sql, false, parameters);
  }
  /// What was late although another answer was there in time is asked again with more of it: a busy
  /// machine, or a sanitizer's, is no difference.
  void ask_again_if_late(answer& a, answer const& other, std::string const& sql,
                         std::span<types::value const> parameters = {}) {
    if (a.sqlstate == "57014" && !other.failed())
      a = ask(engine_.session(name_), sql, false, parameters, std::chrono::minutes(2));
  }

 private:
  void must(std::string const& sql) {
    answer const a = ask(engine_.session(), sql);
    INFO(sql << '\n' << a.message);
    CHECK(!a.failed());
  }
  /// What a branch and the past must not see.
  void destroy(example const& of) {
    for (table const& t : of.tables) {
      must("DELETE FROM " + t.name + " WHERE id % 2 = 0");
      must("UPDATE " + t.name + " SET id = id + 1000000");
    }
  }

  helios_engine engine_;
  std::string name_;
};

/// How two answers differ; "": as little as they may.
std::string difference(answer const& first, answer const& second, bool ordered) {
  if (first.sqlstate.starts_with("XX") || second.sqlstate.starts_with("XX"))
    return "internal error";
  if (failed_in_a_row(first) || failed_in_a_row(second)) return {};
  if (first.failed() != second.failed()) return "failure";
  if (first.failed()) return {};
  return same_rows(first, second, ordered) ? "" : "rows";
}

struct finding {
  std::string what;
  std::string text;  // for people
};
/// Asks an example; an empty `what`: nothing is wrong.
using oracle = std::function<finding(example const&)>;

std::string script_of(example const& e, bool keys, bool indexes) {
  std::string text;
  for (std::string const& sql : e.statements(keys, indexes, false)) text += sql + ";\n";
  return text;
}

/// Every shape gives the rows of the first.
finding ask_all_shapes(example const& e) {
  std::string const sql = text_of(e.asked());
  bool const ordered = ends_ordered(e.asked());
  std::vector<shape> const all = shapes();
  prepared_engine reference(all[0], e);
  answer expected = reference.asked(sql);
  for (std::size_t i = 1; i != all.size(); ++i) {
    prepared_engine engine(all[i], e);
    answer got = engine.asked(sql);
    engine.ask_again_if_late(got, expected, sql);
    reference.ask_again_if_late(expected, got, sql);
    std::string const how = difference(expected, got, ordered);
    if (!how.empty()) {
      return {how + ' ' + all[i].name, script_of(e, all[i].keys, all[i].indexes) + sql + ";\n" +
                                           all[0].name + ":\n" + shown(expected) + all[i].name +
                                           ":\n" + shown(got)};
    }
  }
  return {};
}

/// Two queries of the parts of what is asked have the same rows.
template <class Texts>
oracle equal_rows(shape const& in, Texts texts) {
  return [=](example const& e) -> finding {
    prepared_engine engine(in, e);
    auto const [first, second] = texts(e.asked());
    answer one = engine.asked(first), other = engine.asked(second);
    engine.ask_again_if_late(one, other, first);
    engine.ask_again_if_late(other, one, second);
    std::string const how = difference(one, other, false);
    if (how.empty()) return {};
    return {how, script_of(e, in.keys, in.indexes) + first + ";\n" + shown(one) + second + ";\n" +
                     shown(other)};
  };
}

using two_queries = std::pair<std::string, std::string>;

/// p, NOT p and p IS NULL take every row apart: the parts, with `between` them.
std::string in_three(std::string const& before, std::string const& p, std::string const& between,
                     std::string const& after = {}) {
  return before + p + after + between + before + "NOT (" + p + ")" + after + between + before +
         "(" + p + ") IS NULL" + after;
}

class logic_run {
 public:
  explicit logic_run(random_source& random) : random_(random) {}

  /// Tables and indexes for the next examples.
  void begin() {
    tables_.clear();
    indexes_.clear();
    bool const wild = random_.below(4) == 0;
    for (std::size_t n = 1 + random_.below(3); n != 0; --n)
      tables_.push_back(some_table(random_, "t" + std::to_string(n), wild));
    for (std::size_t n = random_.below(5); n != 0; --n)
      indexes_.push_back(
          some_index(random_, tables_[random_.below(tables_.size())], "i" + std::to_string(n)));
  }
  [[nodiscard]] query_maker maker() { return query_maker(random_, tables_, {}); }
  [[nodiscard]] std::vector<table> const& tables() const { return tables_; }

  void check(fragment asked, oracle const& wrong_in) {
    example e(tables_, indexes_, std::move(asked));
    finding const first = wrong_in(e);
    if (first.what.empty()) return;
    finding smallest = first;
    reduce(e.whole, [&] {
      finding const now = wrong_in(e);
      if (now.what != first.what) return false;
      smallest = now;
      return true;
    });
    FAIL_CHECK(first.what << ", seed " << random_.seed << '\n' << smallest.text);
  }

 private:
  random_source& random_;
  std::vector<table> tables_;
  std::vector<std::string> indexes_;
};

constexpr std::uint64_t queries_of_one_database = 10;

template <class Ask>
void for_random_databases(std::string const& size, std::uint64_t usual, Ask const& ask_one) {
  random_source random;
  CAPTURE(random.seed);
  logic_run run(random);
  std::uint64_t const queries = run_size(size, usual);
  for (std::uint64_t i = 0; i != queries; ++i) {
    if (i % queries_of_one_database == 0) run.begin();
    ask_one(random, run);
  }
}

}  // namespace

TEST_CASE("reliability 25: a query has the same rows in every shape of the database") {
  for_random_databases("LOGIC", 300, [](random_source& random, logic_run& run) {
    query_maker make = run.maker();
    run.check(make.query(make.some_types(), {}, 1 + static_cast<int>(random.below(2))),
              ask_all_shapes);
  });
}

TEST_CASE("reliability 25: a query is the union of p, NOT p and p IS NULL") {
  for_random_databases("LOGIC", 600, [](random_source& random, logic_run& run) {
    query_maker make = run.maker();
    std::vector<shape> const all = shapes();
    shape const& in = all[random.below(all.size())];
    query_maker::source from = make.some_source({}, 1);
    fragment p = make.expression('b', from.columns, 2);
    switch (random.below(4)) {
      case 0: {  // rows
        fragment what = make.targets(make.some_types(), from.columns, 0);
        std::string const select = random.below(2) == 0 ? "SELECT " : "SELECT DISTINCT ";
        std::string const between = select == "SELECT " ? " UNION ALL " : " UNION ";
        run.check(fragment::of(std::move(what), std::move(from.text), std::move(p)),
                  equal_rows(in, [=](fragment const& f) {
                    std::string const all_rows =
                        select + text_of(f.parts[0]) + " FROM " + text_of(f.parts[1]);
                    return two_queries(
                        all_rows, in_three(all_rows + " WHERE ", text_of(f.parts[2]), between));
                  }));
        return;
      }
      case 1: {  // groups
        query_maker::groups of = make.some_groups(from.columns);
        fragment having = make.expression_of_names('b', of.made, 2);
        fragment what = make.targets(make.some_types(), of.made, 0);
        run.check(fragment::of(std::move(what), std::move(from.text), std::move(of.keys),
                               std::move(having)),
                  equal_rows(in, [](fragment const& f) {
                    std::string const all_groups = "SELECT " + text_of(f.parts[0]) + " FROM " +
                                                   text_of(f.parts[1]) + text_of(f.parts[2]);
                    return two_queries(
                        all_groups + " HAVING true",
                        in_three(all_groups + " HAVING ", text_of(f.parts[3]), " UNION ALL "));
                  }));
        return;
      }
      case 2: {  // aggregates
        struct summed {
          char type;
          char const *of_rows, *of_parts;
        };
        static constexpr summed known[] = {{'i', "count", "sum"},       {'i', "sum", "sum"},
                                           {'t', "min", "min"},         {'t', "max", "max"},
                                           {'n', "sum", "sum"},         {'d', "max", "max"},
                                           {'b', "bool_or", "bool_or"}, {'l', "min", "min"}};
        summed const s = known[random.below(std::size(known))];
        run.check(fragment::of(make.expression(s.type, from.columns, 1), std::move(from.text),
                               std::move(p)),
                  equal_rows(in, [=](fragment const& f) {
                    std::string const value =
                        std::string(s.of_rows) + "(" + text_of(f.parts[0]) + ")";
                    std::string const rows = " FROM " + text_of(f.parts[1]);
                    return two_queries("SELECT " + value + rows,
                                       "SELECT " + std::string(s.of_parts) + "(v) FROM (" +
                                           in_three("SELECT " + value + " AS v" + rows + " WHERE ",
                                                    text_of(f.parts[2]), " UNION ALL ") +
                                           ") AS parts");
                  }));
        return;
      }
      default:  // a filter that may use what is known of the tables, and one that cannot
        run.check(
            fragment::of(std::move(from.text), std::move(p)), equal_rows(in, [](fragment const& f) {
              std::string const rows = " FROM " + text_of(f.parts[0]);
              std::string const filter = text_of(f.parts[1]);
              return two_queries(
                  "SELECT count(*)" + rows + " WHERE " + filter,
                  "SELECT coalesce(sum(CASE WHEN " + filter + " THEN 1 ELSE 0 END), 0)" + rows);
            }));
    }
  });
}

TEST_CASE("reliability 25: parameters are what literals are") {
  for_random_databases("LOGIC", 300, [](random_source& random, logic_run& run) {
    query_maker make = run.maker();
    run.check(make.query(make.some_types(), {}, 1 + static_cast<int>(random.below(2))),
              [](example const& e) -> finding {
                prepared_engine engine(shapes()[2], e);
                fragment with = e.asked();
                std::vector<types::value> values;
                std::vector<fragment*> all;
                collect(with, all);
                for (fragment* const each : all) {
                  // 'word'::type
                  std::size_t const end = each->text.find("'::");
                  if (!each->text.starts_with('\'') || end == std::string::npos) continue;
                  values.push_back(
                      types::value::text(each->text.substr(1, end - 1), types::type_id::unknown));
                  each->text = "$" + std::to_string(values.size()) + each->text.substr(end + 1);
                }
                std::string const sql = text_of(e.asked()), prepared = text_of(with);
                answer one = engine.asked(sql), other = engine.asked(prepared, values);
                engine.ask_again_if_late(one, other, sql);
                engine.ask_again_if_late(other, one, prepared, values);
                // Two parameters are not the same expression, whatever their values.
                if (other.sqlstate == errc::grouping_error.view()) return {};
                std::string const how = difference(one, other, ends_ordered(e.asked()));
                if (how.empty()) return {};
                return {how, script_of(e, true, true) + sql + ";\n" + shown(one) + prepared +
                                 ";\n" + shown(other)};
              });
  });
}
